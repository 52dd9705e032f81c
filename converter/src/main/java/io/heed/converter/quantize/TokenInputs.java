package io.heed.converter.quantize;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Texts as token ids, one a run and unpadded: what stands in padded places would widen the ranges.
 * Immutable by convention: nobody writes to the arrays.
 */
public final class TokenInputs implements CalibrationInputs {
  private final List<long[]> ids;
  private final List<long[]> typeIds;

  private TokenInputs(List<long[]> ids, List<long[]> typeIds) {
    this.ids = List.copyOf(ids);
    this.typeIds = List.copyOf(typeIds);
  }

  /**
   * Given texts.
   *
   * @param ids for each text its token ids
   * @param typeIds for each text the segment of each token
   */
  public static TokenInputs of(List<long[]> ids, List<long[]> typeIds) {
    if (ids.size() != typeIds.size()) {
      throw new IllegalArgumentException(
          "found " + typeIds.size() + " texts of segments for " + ids.size() + " of ids");
    }
    return new TokenInputs(ids, typeIds);
  }

  /**
   * Random token ids: of little use to a trained model, whose activations depend on real texts.
   *
   * @param texts how many
   * @param length of each, in tokens
   * @param vocabulary ids are below it
   */
  public static TokenInputs random(int texts, int length, int vocabulary, long seed) {
    Random random = new Random(seed);
    List<long[]> ids = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      ids.add(random.longs(length, 0, vocabulary).toArray());
    }
    return new TokenInputs(ids, ids.stream().map(row -> new long[row.length]).toList());
  }

  @Override
  public Iterable<Map<String, Tensor>> runs(List<TensorSpec> inputs) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      rows.add(i);
    }
    return () -> rows.stream().map(row -> run(inputs, row)).iterator();
  }

  private Map<String, Tensor> run(List<TensorSpec> inputs, int row) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long[] tokens = ids.get(row);
    for (TensorSpec input : inputs) {
      long[] values = new long[tokens.length];
      switch (input.name()) {
        case "input_ids" -> values = tokens;
        case "token_type_ids" -> values = typeIds.get(row);
        case "attention_mask" -> Arrays.fill(values, 1);
        case "position_ids" -> Arrays.setAll(values, position -> position);
        default ->
            throw new ConverterException(
                Kind.UNSUPPORTED,
                "calibration: found input "
                    + input
                    + ", expected input_ids, attention_mask, token_type_ids, position_ids only");
      }
      tensors.put(input.name(), tensor(input, values));
    }
    return tensors;
  }

  private static Tensor tensor(TensorSpec input, long[] values) {
    if (input.type() == ElementType.INT64) {
      return Tensor.longs(values, 1, values.length);
    }
    if (input.type() == ElementType.INT32) {
      return Tensor.ints(
          Arrays.stream(values).mapToInt(Math::toIntExact).toArray(), 1, values.length);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return Tensor.floats(floats, 1, values.length);
  }
}
