package io.heed.converter.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.ort.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both attentions against hand arithmetic and ONNX Runtime's padded ones, masked. */
class PackedAttentionTest {
  private static final int[] LENGTHS = {4, 1, 3};
  private static final int BATCH = 3;
  private static final int SEQUENCE = 4;
  private static final int HEADS = 2;
  private static final int SIZE = 3;
  private static final int HIDDEN = HEADS * SIZE;

  /** Sums of some ten products of numbers below 1 in single precision. */
  private static final float TOLERANCE = 2e-6f;

  private static final AttributeProto TWO_HEADS = OnnxAttributes.ofInt("num_heads", HEADS);

  private final SplittableRandom random = new SplittableRandom(20261122);

  @Test
  void multiHead_oneHeadOfWidthOne_isAWeightedMean() {
    // Scores 0 and ln 3 for both tokens, so weights 1/4 and 3/4; the text of one token sees itself.
    float ln3 = (float) Math.log(3);
    Tensor query = Tensor.floats(new float[] {1, 1, 5}, 3, 1);
    Tensor key = Tensor.floats(new float[] {0, ln3, 7}, 3, 1);
    Tensor value = Tensor.floats(new float[] {8, 4, 2}, 3, 1);

    Tensor context =
        OneNode.interpreted(
                "PackedMultiHeadAttention",
                Arrays.asList(
                    query,
                    key,
                    value,
                    null,
                    Tensor.ints(new int[] {0, 1, 2, 3}, 2, 2),
                    Tensor.ints(new int[] {0, 2, 3}, 3)),
                OnnxAttributes.ofInt("num_heads", 1))
            .get(0);

    assertArrayEquals(new float[] {5, 5, 2}, context.floats(), 1e-6f);
  }

  @ParameterizedTest
  @CsvSource({"false, false, 0", "true, false, 0", "false, true, 0", "true, true, 0.25"})
  void multiHead_threeTexts_areAsMultiHeadAttentionOfEach(
      boolean together, boolean withBias, float scale) {
    float[][] parts = {random(HIDDEN), random(HIDDEN), random(HIDDEN)};
    Tensor bias = withBias ? Tensor.floats(random(1, 3 * HIDDEN), 3 * HIDDEN) : null;
    Tensor scores =
        withBias
            ? Tensor.floats(random(HEADS, SEQUENCE * SEQUENCE), 1, HEADS, SEQUENCE, SEQUENCE)
            : null;
    AttributeProto[] attributes = {TWO_HEADS, OnnxAttributes.ofFloat("scale", scale)};

    Tensor padded =
        OneNode.inRuntime(
            "MultiHeadAttention",
            Arrays.asList(rows(parts[0]), rows(parts[1]), rows(parts[2]), bias, mask(), scores),
            attributes);
    Tensor[] packed = Arrays.stream(parts).map(this::packed).toArray(Tensor[]::new);
    Tensor found =
        OneNode.interpreted(
                "PackedMultiHeadAttention",
                together
                    ? Arrays.asList(byHead(packed), null, null, bias, places(), sums(), scores)
                    : Arrays.asList(
                        packed[0], packed[1], packed[2], bias, places(), sums(), scores),
                attributes)
            .get(0);

    assertArrayEquals(packed(padded.floats()).floats(), found.floats(), TOLERANCE);
  }

  @Test
  void attention_threeTexts_areAsAttentionOfEach() {
    Tensor weights = Tensor.floats(random(HIDDEN, 3 * HIDDEN), HIDDEN, 3 * HIDDEN);
    Tensor bias = Tensor.floats(random(1, 3 * HIDDEN), 3 * HIDDEN);
    float[] input = random(HIDDEN);

    Tensor padded =
        OneNode.inRuntime("Attention", List.of(rows(input), weights, bias, mask()), TWO_HEADS);
    Tensor found =
        OneNode.interpreted(
                "PackedAttention",
                List.of(packed(input), weights, bias, places(), sums()),
                TWO_HEADS)
            .get(0);

    assertArrayEquals(packed(padded.floats()).floats(), found.floats(), TOLERANCE);
  }

  @Test
  void multiHead_halfPrecision_isRoundedOnce() {
    Tensor[] halves = new Tensor[3];
    Tensor[] same = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      halves[i] = Tensor.halves(packed(random(HIDDEN)).floats(), 8, HIDDEN);
      same[i] = Tensor.floats(halves[i].floats(), 8, HIDDEN);
    }
    Tensor exact = multiHead(same[0], same[1], same[2], places(), sums());

    Tensor found = multiHead(halves[0], halves[1], halves[2], places(), sums());

    assertEquals(Tensor.halves(exact.floats(), 8, HIDDEN), found);
  }

  @Test
  void multiHead_malformed_namesNodeInputAndWhatIsFound() {
    Tensor six = packed(random(HIDDEN));
    Tensor fewer = Tensor.floats(new float[7 * HIDDEN], 7, HIDDEN);
    Tensor shuffled =
        Tensor.ints(new int[] {0, 1, 2, 3, 5, 8, 9, 10, 4, 6, 7, 11}, BATCH, SEQUENCE);
    Tensor tooLong = Tensor.ints(new int[] {0, 5, 5, 8}, 4);
    Tensor backwards = Tensor.ints(new int[] {0, 4, 3, 8}, 4);

    assertFails("key: found FLOAT[7, 6]", six, fewer, six, places(), sums());
    assertFails("cumulative_sequence_length: found 0 to 8", fewer, fewer, fewer, places(), sums());
    assertFails("token_offset: found 5 for token 0 of text 1", six, six, six, shuffled, sums());
    assertFails("a text of 5 tokens", six, six, six, places(), tooLong);
    assertFails("a text of -1 tokens", six, six, six, places(), backwards);
    assertFails("token_offset: found nothing", six, six, six, null, sums());
    ConverterException heads =
        assertThrows(
            ConverterException.class,
            () ->
                OneNode.interpreted(
                    "PackedMultiHeadAttention",
                    Arrays.asList(six, six, six, null, places(), sums()),
                    OnnxAttributes.ofInt("num_heads", 4)));
    assertTrue(heads.getMessage().contains("num_heads: found 4"), heads::getMessage);
  }

  private static void assertFails(
      String message,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor places,
      @Nullable Tensor sums) {
    ConverterException thrown =
        assertThrows(ConverterException.class, () -> multiHead(query, key, value, places, sums));
    assertTrue(
        thrown.getMessage().startsWith("PackedMultiHeadAttention node \"out\": "),
        thrown::getMessage);
    assertTrue(thrown.getMessage().contains(message), thrown::getMessage);
  }

  private static Tensor multiHead(
      Tensor query, Tensor key, Tensor value, @Nullable Tensor places, @Nullable Tensor sums) {
    return OneNode.interpreted(
            "PackedMultiHeadAttention",
            Arrays.asList(query, key, value, null, places, sums),
            TWO_HEADS)
        .get(0);
  }

  private float[] random(int width) {
    return random(BATCH * SEQUENCE, width);
  }

  private float[] random(int rows, int width) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static Tensor rows(float[] values) {
    return Tensor.floats(values, BATCH, SEQUENCE, values.length / BATCH / SEQUENCE);
  }

  private static Tensor mask() {
    int[] mask = new int[BATCH * SEQUENCE];
    for (int row = 0; row < BATCH; row++) {
      Arrays.fill(mask, row * SEQUENCE, row * SEQUENCE + LENGTHS[row], 1);
    }
    return Tensor.ints(mask, BATCH, SEQUENCE);
  }

  private static Tensor places() {
    return Tensor.ints(new int[] {0, 1, 2, 3, 4, 8, 9, 10, 5, 6, 7, 11}, BATCH, SEQUENCE);
  }

  private static Tensor sums() {
    return Tensor.ints(new int[] {0, 4, 5, 8}, BATCH + 1L);
  }

  private Tensor packed(float[] padded) {
    float[] tokens = new float[8 * HIDDEN];
    int next = 0;
    for (int place : new int[] {0, 1, 2, 3, 4, 8, 9, 10}) {
      System.arraycopy(padded, place * HIDDEN, tokens, next, HIDDEN);
      next += HIDDEN;
    }
    return Tensor.floats(tokens, 8, HIDDEN);
  }

  /** [tokens, heads, 3, size] of three [tokens, heads · size]. */
  private static Tensor byHead(Tensor... parts) {
    float[] all = new float[8 * HIDDEN * 3];
    for (int token = 0; token < 8; token++) {
      for (int head = 0; head < HEADS; head++) {
        for (int part = 0; part < 3; part++) {
          for (int i = 0; i < SIZE; i++) {
            all[((token * HEADS + head) * 3 + part) * SIZE + i] =
                parts[part].floats()[token * HIDDEN + head * SIZE + i];
          }
        }
      }
    }
    return Tensor.floats(all, 8, HEADS, 3, SIZE);
  }
}
