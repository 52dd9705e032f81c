package io.heed.converter.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer builds into: one graph, its data type, its mode and its parameters in order of
 * creation. Confined to the building thread.
 *
 * <p>Layers of one network built twice (for training and for inference) create the same parameters
 * in the same order; in inference mode {@link Dropout} is the identity, since SameDiff has no
 * switch between the modes.
 */
public final class LayerScope {
  private final SameDiff graph;
  private final DataType type;
  private final RandomGenerator random;
  private final boolean training;
  private final Map<String, SDVariable> parameters = new LinkedHashMap<>();
  private final List<DropoutMask> dropoutMasks = new ArrayList<>();

  private LayerScope(SameDiff graph, DataType type, RandomGenerator random, boolean training) {
    this.graph = graph;
    this.type = type;
    this.random = random;
    this.training = training;
  }

  /** A scope whose dropout layers are live; {@code random} draws the initial parameters. */
  public static LayerScope training(SameDiff graph, DataType type, RandomGenerator random) {
    return new LayerScope(graph, type, random, true);
  }

  /** A scope without dropout; {@code random} draws the initial parameters. */
  public static LayerScope inference(SameDiff graph, DataType type, RandomGenerator random) {
    return new LayerScope(graph, type, random, false);
  }

  /** The graph that is being built. */
  public SameDiff graph() {
    return graph;
  }

  DataType type() {
    return type;
  }

  boolean training() {
    return training;
  }

  /** The parameters created so far by name, in order of creation. */
  public Map<String, SDVariable> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The dropout masks that a training step must feed, in order of creation; empty in inference. */
  public List<DropoutMask> dropoutMasks() {
    return List.copyOf(dropoutMasks);
  }

  SDVariable parameter(String name, Initializer initializer, long... shape) {
    if (parameters.containsKey(name)) {
      throw new IllegalArgumentException("parameter \"" + name + "\" exists already");
    }
    float[] values = initializer.values(random, shape);
    SDVariable parameter =
        graph.var(name, Nd4j.createFromArray(values).reshape(shape).castTo(type));
    parameters.put(name, parameter);
    return parameter;
  }

  SDVariable constant(String name, double value) {
    return graph.constant(name, Nd4j.scalar(type, value));
  }

  /** A placeholder for keep-or-drop factors (0 or 1 / keep) of the given shape kind. */
  SDVariable dropoutMask(String name, double rate, DropoutMask.Span span, int width) {
    dropoutMasks.add(new DropoutMask(name, rate, span, width));
    return span == DropoutMask.Span.TOKENS
        ? graph.placeHolder(name, type, -1, -1, width)
        : graph.placeHolder(name, type, -1, width);
  }
}
