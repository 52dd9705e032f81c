package io.heed.converter.quantize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.quantize.WeightCodes.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The integers that were put into a graph, each weight once however many layers share it. Confined
 * to one thread.
 */
final class StoredWeights {
  private final Graph graph;
  private final QuantizeOptions options;
  private final Map<String, Names> stored = new HashMap<>();

  /**
   * The names of a quantised weight in the graph.
   *
   * @param codes INT8
   * @param scales FLOAT, a vector with an entry for each channel or a scalar
   */
  record Names(String codes, String scales) {}

  StoredWeights(Graph graph, QuantizeOptions options) {
    this.graph = graph;
    this.options = options;
  }

  /** Whether each output channel has a scale of its own. */
  boolean perChannel() {
    return options.perChannel();
  }

  /** The scales of a stored weight. */
  float[] scales(Names names) {
    return Objects.requireNonNull(graph.constant(names.scales())).floats();
  }

  /** The weight times alpha as [in, out], whatever way it stood; scales of [out]. */
  Names asMultiplied(Layer layer) {
    String key = layer.weight().name() + "|" + layer.turned() + "|" + layer.alpha();
    return cached(
        key,
        () -> {
          float[] values = layer.weight().floats();
          if (layer.turned()) {
            values = turned(values, layer.out(), layer.in());
          }
          if (layer.alpha() != 1) {
            for (int i = 0; i < values.length; i++) {
              values[i] *= layer.alpha();
            }
          }
          return store(
              layer.weight().name(),
              values,
              new int[] {layer.in(), layer.out()},
              options.perChannel() ? Channels.COLUMNS : Channels.NONE);
        });
  }

  /** The weight as it stands; scales of [out], along {@link #channelAxis}. */
  Names asItStands(Layer layer) {
    Initializer weight = layer.weight();
    return cached(
        weight.name() + "|stands|" + layer.turned(),
        () ->
            store(
                weight.name(),
                weight.floats(),
                new int[] {
                  layer.turned() ? layer.out() : layer.in(),
                  layer.turned() ? layer.in() : layer.out()
                },
                options.perChannel()
                    ? layer.turned() ? Channels.ROWS : Channels.COLUMNS
                    : Channels.NONE));
  }

  /** The axis of {@link #asItStands} along which the scales run. */
  static int channelAxis(Layer layer) {
    return layer.turned() ? 0 : 1;
  }

  /** A matrix as it stands with one scale for all. */
  Names whole(Initializer weight) {
    return cached(
        weight.name() + "|whole",
        () ->
            store(
                weight.name(),
                weight.floats(),
                new int[] {
                  Math.toIntExact(weight.dims().get(0)), Math.toIntExact(weight.dims().get(1))
                },
                Channels.NONE));
  }

  /** A table with a scale for each row, [rows, 1], or one for all. */
  Names table(Initializer table) {
    return cached(
        table.name() + "|table",
        () -> {
          int rows = Math.toIntExact(table.dims().get(0));
          int columns = Math.toIntExact(table.dims().get(1));
          WeightCodes found =
              WeightCodes.of(
                  table.floats(),
                  rows,
                  columns,
                  options.perChannel() ? Channels.ROWS : Channels.NONE,
                  options.largestCode());
          long[] shape = options.perChannel() ? new long[] {rows, 1} : new long[0];
          return new Names(
              graph.add(
                  OnnxTensors.bytes(table.name() + "_quantized", found.codes(), rows, columns)),
              graph.add(OnnxTensors.floats(table.name() + "_scale", found.scales(), shape)));
        });
  }

  /** The bias times beta as a vector of [out]; null if the layer has none. */
  @Nullable String bias(Layer layer) {
    Initializer bias = layer.bias();
    if (bias == null) {
      return null;
    }
    if (layer.beta() == 1
        && bias.dims().size() == 1
        && Objects.equals(graph.constant(bias.name()), bias)) {
      return bias.name();
    }
    return cached(
            bias.name() + "|bias|" + layer.beta(),
            () -> {
              float[] values = bias.floats();
              for (int i = 0; i < values.length; i++) {
                values[i] *= layer.beta();
              }
              String name =
                  graph.add(OnnxTensors.floats(bias.name() + "_bias", values, values.length));
              return new Names(name, name);
            })
        .codes();
  }

  private Names store(String name, float[] values, int[] shape, Channels channels) {
    WeightCodes found = WeightCodes.of(values, shape[0], shape[1], channels, options.largestCode());
    long[] scaleShape =
        channels == Channels.NONE ? new long[0] : new long[] {found.scales().length};
    return new Names(
        graph.add(OnnxTensors.bytes(name + "_quantized", found.codes(), shape[0], shape[1])),
        graph.add(OnnxTensors.floats(name + "_scale", found.scales(), scaleShape)));
  }

  private Names cached(String key, Supplier<Names> make) {
    Names names = stored.get(key);
    if (names == null) {
      names = make.get();
      stored.put(key, names);
    }
    return names;
  }

  private static float[] turned(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }
}
