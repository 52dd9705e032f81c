package io.heed.converter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
  @Test
  void compare_oneVectorTurned_givesTheFiguresByHand() {
    // Id 2 is (4, 3) instead of (3, 4): cosine 24/25, differences 1 and 1, relative 1/3.
    float[] turned = TinyModels.TABLE.clone();
    turned[4] = 4;
    turned[5] = 3;

    ComparisonResult result =
        compare(
            TinyModels.hidden("a", TinyModels.TABLE),
            TinyModels.hidden("b", turned),
            Probe.texts(texts(new long[] {0, 2}, new long[] {1}), 1, 0));

    assertEquals(2, result.runs());
    assertEquals(2, result.rows());
    OutputDifference hidden = result.outputs().get(0);
    assertEquals("hidden", hidden.name());
    assertEquals(6, hidden.values());
    assertEquals(1, hidden.largest());
    assertEquals(2.0 / 6, hidden.mean(), 1e-12);
    assertEquals(1.0 / 3, hidden.largestRelative(), 1e-12);
    assertEquals(3, hidden.cosine().vectors());
    assertEquals(0.96, hidden.cosine().lowest(), 1e-12);
    assertEquals((1 + 0.96 + 1) / 3, hidden.cosine().mean(), 1e-12);
    // The sums of the first text are (4, 4) and (5, 3): cosine 32 / (sqrt 32 * sqrt 34).
    Cosine pooled = hidden.pooled().orElseThrow();
    assertEquals(2, pooled.vectors());
    assertEquals(Math.sqrt(32.0 / 34), pooled.lowest(), 1e-12);
    assertEquals((1 + Math.sqrt(32.0 / 34)) / 2, pooled.mean(), 1e-12);
    assertEquals(OptionalDouble.empty(), hidden.agreement());
    assertEquals(new NotFinite(0, 0), hidden.candidateNotFinite());
  }

  @Test
  void compare_answers_countAgreementAndAccuracy() {
    // Largest of the ids' vectors: 0, 1, 1, 1; with the other table: 0, 1, 0, 1.
    float[] other = {1, 0, 0, 1, 5, 4, -1, 2};
    List<TokenSequence> texts =
        texts(new long[] {0}, new long[] {1}, new long[] {2}, new long[] {3});

    ComparisonResult result =
        compare(
            TinyModels.logits("a", TinyModels.TABLE),
            TinyModels.logits("b", other),
            Probe.labelled(texts, 2, 0, 0, 1, 1, 0));

    assertEquals(OptionalDouble.of(0.75), result.outputs().get(0).agreement());
    assertEquals(OptionalDouble.of(0.75), result.reference().accuracy());
    assertEquals(OptionalDouble.of(0.5), result.candidate().accuracy());
    assertEquals(2, result.runs());
    assertEquals(
        List.of(
            "loss of accuracy in points: found 25.0000, expected at most 24.9000 (beyond by 0.100)"),
        Tolerance.ANY.maxAccuracyLoss(24.9).misses(result));
    assertEquals(List.of(), Tolerance.ANY.maxAccuracyLoss(25).misses(result));
    assertEquals(1, Tolerance.ANY.minAgreement(0.8).misses(result).size());
    assertEquals(List.of(), Tolerance.ANY.minAgreement(0.75).misses(result));
  }

  @Test
  void compare_labelTheModelDoesNotHave_isRefused() {
    Probe probe = Probe.labelled(texts(new long[] {0}), 1, 0, 2);

    assertEquals(
        "labels: found label number 2, expected one below 2, as many as output logits has",
        failure(
            TinyModels.logits("a", TinyModels.TABLE),
            TinyModels.logits("b", TinyModels.TABLE),
            probe));
    assertTrue(
        failure(
                TinyModels.hidden("a", TinyModels.TABLE),
                TinyModels.hidden("b", TinyModels.TABLE),
                probe)
            .contains("expected logits of [batch, labels]"));
  }

  @Test
  void compare_candidateWithoutMaskOrOfOneRow_isGivenRowByRow() {
    // Row by row the sums are equal; padding with id 3 would add (-1, 2) to the shorter text.
    Probe padded = Probe.texts(texts(new long[] {0, 1, 2}, new long[] {1}), 2, 3);
    ModelUnderTest reference = TinyModels.maskedLogits("masked", TinyModels.TABLE);
    ModelUnderTest fixed =
        TinyModels.logits(
            "one row", "logits", OnnxAxis.length(1), OnnxAxis.symbol("sequence"), TinyModels.TABLE);

    for (ModelUnderTest candidate :
        List.of(TinyModels.logits("no mask", TinyModels.TABLE), fixed)) {
      ComparisonResult result = compare(reference, candidate, padded);

      assertEquals(0, result.outputs().get(0).largest(), candidate.name());
      assertEquals(4, result.outputs().get(0).values());
      assertEquals(1, result.runs());
    }
  }

  @Test
  void compare_fixedLengthWithoutMask_saysWhatItNeeds() {
    ModelUnderTest fixed =
        TinyModels.logits(
            "short", "logits", OnnxAxis.symbol("batch"), OnnxAxis.length(2), TinyModels.TABLE);

    assertEquals(
        "short: found a text of 1 tokens, expected the length of input_ids INT64[batch, 2]",
        failure(
            TinyModels.logits("a", TinyModels.TABLE),
            fixed,
            Probe.texts(texts(new long[] {0}), 1, 0)));
  }

  @Test
  void compare_paddedPlacesOfTokens_areLeftOut() {
    // The candidate's vector of the padding id 3 is another one, which no text has.
    float[] other = TinyModels.TABLE.clone();
    other[6] = 100;
    ModelUnderTest masked = withMask("masked", TinyModels.TABLE);

    ComparisonResult result =
        compare(
            masked,
            withMask("other", other),
            Probe.texts(texts(new long[] {0, 1, 2}, new long[] {1}), 2, 3));

    assertEquals(1, result.runs());
    assertEquals(4, result.outputs().get(0).values(), "mask");
    assertEquals(8, result.outputs().get(1).values(), "hidden");
    assertEquals(0, result.outputs().get(1).largest());
  }

  @Test
  void compare_nanInCandidate_isBeyondAnyTolerance() {
    float[] broken = TinyModels.TABLE.clone();
    broken[0] = Float.NaN;
    broken[3] = Float.POSITIVE_INFINITY;

    ComparisonResult result =
        compare(
            TinyModels.hidden("a", TinyModels.TABLE),
            TinyModels.hidden("b", broken),
            Probe.texts(texts(new long[] {0, 1, 2}), 1, 0));

    OutputDifference hidden = result.outputs().get(0);
    assertEquals(new NotFinite(1, 1), hidden.candidateNotFinite());
    assertEquals(Double.POSITIVE_INFINITY, hidden.largest());
    assertEquals(0, hidden.cosine().lowest());
    assertEquals(
        List.of("hidden: found 1 NaN and 1 infinite values, expected 0 and 0"),
        Tolerance.ANY.misses(result));
    ConverterException e =
        assertThrows(ConverterException.class, () -> Tolerance.FLOAT.check(result));
    assertEquals(Kind.VERIFICATION, e.kind());
    assertTrue(e.getMessage().startsWith("b differs from a: hidden: found 1 NaN"), e.getMessage());
  }

  @Test
  void compare_nanInBoth_isNoDifference() {
    float[] broken = TinyModels.TABLE.clone();
    broken[0] = Float.NaN;

    ComparisonResult result =
        compare(
            TinyModels.hidden("a", broken),
            TinyModels.hidden("b", broken),
            Probe.texts(texts(new long[] {0}), 1, 0));

    assertEquals(0, result.outputs().get(0).largest());
    assertEquals(List.of(), Tolerance.FLOAT.minCosine(1).misses(result));
  }

  @Test
  void compare_outputOfAnotherName_isMatchedByPosition() {
    ModelUnderTest renamed =
        TinyModels.logits(
            "b", "scores", OnnxAxis.symbol("batch"), OnnxAxis.symbol("sequence"), TinyModels.TABLE);

    ComparisonResult result =
        compare(
            TinyModels.logits("a", TinyModels.TABLE),
            renamed,
            Probe.texts(texts(new long[] {0}), 1, 0));

    assertEquals("logits", result.outputs().get(0).name());
    assertEquals("scores", result.outputs().get(0).candidateName());
    assertEquals(OptionalDouble.of(1), result.outputs().get(0).agreement());
  }

  @Test
  void compare_noOutputInCommon_namesThoseOfBoth() {
    assertEquals(
        "b: found outputs [hidden FLOAT[batch, sequence, 2]], expected some of those of a: logits"
            + " FLOAT[batch, 2]",
        failure(
            TinyModels.logits("a", TinyModels.TABLE),
            TinyModels.hidden("b", TinyModels.TABLE),
            Probe.random(RandomGrid.DEFAULT)));
  }

  @Test
  void compare_unknownInput_isNamed() {
    OnnxGraphBuilder image = OnnxGraphBuilder.create("image").opset("", 17);
    image.input("pixel_values", DataType.FLOAT, List.of(OnnxAxis.symbol("batch")));
    image.node("Identity", "y", List.of("pixel_values"));
    image.output("y", DataType.FLOAT, List.of(OnnxAxis.symbol("batch")));
    ModelUnderTest model = TinyModels.model(image, "image");

    String message = failure(model, model, Probe.random(RandomGrid.DEFAULT));

    assertTrue(
        message.startsWith(
            "image: input pixel_values: found pixel_values FLOAT[batch], expected no inputs but"
                + " input_ids"),
        message);
  }

  @Test
  void random_wholeTable_reachesEveryIdAndShape() {
    // Any id from 4 on would fail in Gather: the table's rows are found.
    List<String> told = new ArrayList<>();
    RandomGrid grid =
        new RandomGrid(new int[] {1, 5}, new int[] {1, 7, 64}, OptionalInt.empty(), 3);

    ComparisonResult result =
        ModelComparison.of(
            TinyModels.hidden("a", TinyModels.TABLE),
            TinyModels.hidden("b", TinyModels.TABLE),
            Probe.random(grid),
            ComparisonOptions.DEFAULT.progress((runs, all) -> told.add(runs + "/" + all)));

    assertEquals(6, result.runs());
    assertEquals(18, result.rows());
    assertEquals(List.of("1/6", "2/6", "3/6", "4/6", "5/6", "6/6"), told);
    assertTrue(result.outputs().get(0).values() >= 2 * (72 + 3), "one row of each is whole");
    assertTrue(result.outputs().get(0).values() < 2 * 6 * 72, "the others are shorter");
  }

  @Test
  void random_vocabularyTooLarge_failsWithWhatWasRun() {
    String message =
        failure(
            TinyModels.hidden("a", TinyModels.TABLE),
            TinyModels.hidden("b", TinyModels.TABLE),
            Probe.random(RandomGrid.DEFAULT.vocabulary(1000)));

    assertTrue(message.startsWith("a: a run with input_ids INT64[1, 8] failed"), message);
  }

  @Test
  void speed_ofRounds_isMedianAndRange() {
    assertEquals(new Speed(2, 1, 5), Speed.of(5, 1, 2));
    assertEquals(new Speed(1.5, 1, 2), Speed.of(2, 1));
    // A clock that moves 10 ms whenever it is read: every run, and every load, takes 10 ms.
    LongSupplier clock =
        new LongSupplier() {
          private long nanos;

          @Override
          public long getAsLong() {
            nanos += 10_000_000;
            return nanos;
          }
        };

    ComparisonResult result =
        ModelComparison.of(
            TinyModels.hidden("a", TinyModels.TABLE),
            TinyModels.hidden("b", TinyModels.TABLE),
            Probe.texts(texts(new long[] {0}), 1, 0),
            ComparisonOptions.DEFAULT.rounds(3),
            clock);

    // 50 runs of a row fill half a second; then a round of 50 rows takes one tick.
    assertEquals(Optional.of(new Speed(5000, 5000, 5000)), result.reference().speed());
    assertEquals(Optional.of(new Speed(5000, 5000, 5000)), result.candidate().speed());
    assertEquals(Duration.ofMillis(10), result.candidate().load());
  }

  private static ModelUnderTest withMask(String name, float... table) {
    OnnxGraphBuilder graph = TinyModels.embedding(table);
    graph.input(
        "attention_mask",
        DataType.INT64,
        List.of(OnnxAxis.symbol("batch"), OnnxAxis.symbol("sequence")));
    graph.node("Identity", "mask", List.of("attention_mask"));
    graph.output(
        "mask", DataType.INT64, List.of(OnnxAxis.symbol("batch"), OnnxAxis.symbol("sequence")));
    graph.output(
        "hidden",
        DataType.FLOAT,
        List.of(OnnxAxis.symbol("batch"), OnnxAxis.symbol("sequence"), OnnxAxis.length(2)));
    return TinyModels.model(graph, name);
  }

  private static ComparisonResult compare(
      ModelUnderTest reference, ModelUnderTest candidate, Probe probe) {
    return ModelComparison.of(reference, candidate, probe, ComparisonOptions.DEFAULT);
  }

  private static String failure(ModelUnderTest reference, ModelUnderTest candidate, Probe probe) {
    return assertThrows(ConverterException.class, () -> compare(reference, candidate, probe))
        .getMessage();
  }

  private static List<TokenSequence> texts(long[]... ids) {
    return Arrays.stream(ids).map(row -> TokenSequence.of(row, new long[row.length])).toList();
  }
}
