package io.heed.converter.verify;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.ort.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A graph that takes token ids, with the inputs it was found to have. One without a mask is given
 * one text at a time, and so is one of a batch of 1. Does not own the graph; confined to one
 * thread.
 */
final class TokenModel {
  static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String POSITIONS = "position_ids";
  private static final List<String> KNOWN = List.of(IDS, MASK, TYPES, POSITIONS);

  private final TensorGraph graph;
  private final Map<String, TensorSpec> inputs = new LinkedHashMap<>();
  private final TensorSpec ids;

  private TokenModel(TensorGraph graph, TensorSpec ids) {
    this.graph = graph;
    this.ids = ids;
    graph.inputs().forEach(input -> inputs.put(input.name(), input));
  }

  static TokenModel of(TensorGraph graph) {
    for (TensorSpec input : graph.inputs()) {
      boolean number =
          input.type() == ElementType.INT64
              || input.type() == ElementType.INT32
              || (input.name().equals(MASK) && input.type() == ElementType.FLOAT);
      if (!KNOWN.contains(input.name()) || input.rank() != 2 || !number) {
        throw new ConverterException(
            Kind.UNSUPPORTED,
            String.format(
                Locale.ROOT,
                "%s: input %s: found %s, expected no inputs but %s, INT64 or INT32 of [batch,"
                    + " sequence]",
                graph.name(),
                input.name(),
                input,
                String.join(", ", KNOWN)));
      }
    }
    Optional<TensorSpec> ids =
        graph.inputs().stream().filter(input -> input.name().equals(IDS)).findFirst();
    return new TokenModel(
        graph,
        ids.orElseThrow(
            () ->
                new ConverterException(
                    Kind.UNSUPPORTED,
                    String.format(
                        Locale.ROOT,
                        "%s: found inputs %s, expected %s among them",
                        graph.name(),
                        graph.inputs(),
                        IDS))));
  }

  TensorGraph graph() {
    return graph;
  }

  boolean takesTypes() {
    return inputs.containsKey(TYPES);
  }

  /** The number of rows that every run must have, or -1. */
  int fixedBatch() {
    return Math.toIntExact(ids.shape()[0]);
  }

  /** The number of tokens that every run must have, or -1. */
  int fixedLength() {
    return Math.toIntExact(ids.shape()[1]);
  }

  /** Whether the graph names the axis of the rows so. */
  boolean isBatchSymbol(String symbol) {
    return !symbol.isEmpty() && symbol.equals(ids.symbols().get(0));
  }

  /** The number of tokens in a run of the batch, padding included. */
  int runLength(ProbeBatch batch) {
    return fixedLength() > 0 ? fixedLength() : batch.length();
  }

  /** Runs a batch, in one run or row by row, and gives for each output its part of each row. */
  Map<String, RowValues[]> run(ProbeBatch batch) {
    boolean together =
        (inputs.containsKey(MASK) || !batch.padded(batch.length()))
            && (fixedBatch() < 0 || fixedBatch() == batch.rows());
    if (together || batch.rows() == 1) {
      return runOnce(batch);
    }
    Map<String, RowValues[]> all = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      for (Map.Entry<String, RowValues[]> output : runOnce(batch.alone(row)).entrySet()) {
        all.computeIfAbsent(output.getKey(), name -> new RowValues[batch.rows()])[row] =
            output.getValue()[0];
      }
    }
    return all;
  }

  private Map<String, RowValues[]> runOnce(ProbeBatch batch) {
    int length = runLength(batch);
    if (batch.length() > length || (batch.padded(length) && !inputs.containsKey(MASK))) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT,
              "%s: found a text of %d tokens, expected %s of %s",
              graph.name(),
              batch.length(),
              inputs.containsKey(MASK) ? "at most the length" : "the length",
              ids));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    inputs.values().forEach(input -> tensors.put(input.name(), tensor(input, batch, length)));
    Map<String, RowValues[]> outputs = new LinkedHashMap<>();
    Map<String, Tensor> found = graph.run(tensors);
    for (TensorSpec spec : graph.outputs()) {
      Tensor output = found.get(spec.name());
      if (output == null || output.rank() == 0 || output.length(0) != batch.rows()) {
        throw new ConverterException(
            Kind.UNSUPPORTED,
            String.format(
                Locale.ROOT,
                "%s: output %s: found %s, expected %d rows, as many as the input has",
                graph.name(),
                spec.name(),
                output,
                batch.rows()));
      }
      outputs.put(spec.name(), RowValues.of(output, spec, this, batch));
    }
    return outputs;
  }

  private static Tensor tensor(TensorSpec input, ProbeBatch batch, int length) {
    List<long[]> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      rows.add(row(input.name(), batch, row, length));
    }
    long[] values = rows.stream().flatMapToLong(Arrays::stream).toArray();
    long[] shape = {batch.rows(), length};
    return switch (input.type()) {
      case INT64 -> Tensor.longs(values, shape);
      case INT32 -> Tensor.ints(Arrays.stream(values).mapToInt(Math::toIntExact).toArray(), shape);
      default -> {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = values[i];
        }
        yield Tensor.floats(floats, shape);
      }
    };
  }

  private static long[] row(String input, ProbeBatch batch, int row, int length) {
    long[] values = new long[length];
    int filled = batch.rowLength(row);
    switch (input) {
      case IDS -> {
        System.arraycopy(batch.ids()[row], 0, values, 0, filled);
        Arrays.fill(values, filled, length, batch.padId());
      }
      case TYPES -> System.arraycopy(batch.typeIds()[row], 0, values, 0, filled);
      case MASK -> Arrays.fill(values, 0, filled, 1);
      default -> Arrays.setAll(values, position -> position);
    }
    return values;
  }
}
