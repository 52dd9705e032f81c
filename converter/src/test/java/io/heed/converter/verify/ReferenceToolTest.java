package io.heed.converter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.ExportedGraph;
import io.heed.engine.token.TokenSequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Exported BERT graphs against what ONNX Runtime's own optimizer and quantizer made of them. Their
 * vocabulary is of 200 ids, their longest text of 48 tokens.
 */
class ReferenceToolTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"classic-ts-op17", "hfsdpa-dynamo-op20"})
  void optimisedByTheReferenceTool_random_isWithinTheFloatTolerance(String name) {
    ComparisonResult result =
        compare(fixture(name, "model.onnx"), fixture(name, "model.opt.onnx"), random());

    Tolerance.FLOAT.minCosine(0.99999).minAgreement(1).check(result);
    assertEquals(
        List.of("logits", "last_hidden_state"),
        result.outputs().stream().map(OutputDifference::name).toList());
    // 8 and 32 tokens fit into 48 positions, 128 do not; batches of 1 and 3.
    assertEquals(4, result.runs());
    assertEquals(8, result.rows());
    assertEquals(32, result.outputs().get(0).values(), "8 rows of 4 labels");
  }

  @Test
  void quantisedByTheReferenceTool_itsOwnCases_differAsItSays() {
    String name = "classic-ts-op17";
    JsonNode cases = ExportedGraph.of(name).facts().get("cases");
    double expected = 0;
    List<TokenSequence> texts = new ArrayList<>();
    for (JsonNode example : cases) {
      JsonNode logits = example.get("onnxruntime_logits");
      for (int row = 0; row < logits.get("model.onnx").size(); row++) {
        for (int label = 0; label < 4; label++) {
          double difference =
              logits.get("model.onnx").get(row).get(label).doubleValue()
                  - logits.get("model.int8.onnx").get(row).get(label).doubleValue();
          expected = Math.max(expected, Math.abs(difference));
        }
        texts.add(row(example.get("inputs"), row));
      }
    }

    ComparisonResult result =
        compare(
            fixture(name, "model.onnx"),
            fixture(name, "model.int8.onnx"),
            Probe.texts(texts, 1, 0));

    OutputDifference logits = result.outputs().get(0);
    assertEquals(6, result.rows());
    // Alone instead of in a batch, the activations of a row have a scale of their own.
    assertEquals(expected, logits.largest(), 0.05);
    assertTrue(logits.largest() > 0.01, "int8 is coarse");
    assertTrue(logits.cosine().lowest() > 0.98);
    assertEquals(80205, result.candidate().sizeBytes());
    ConverterException e =
        assertThrows(ConverterException.class, () -> Tolerance.FLOAT.check(result));
    assertEquals(Kind.VERIFICATION, e.kind());
    assertTrue(
        e.getMessage().startsWith("model.int8.onnx differs from model.onnx: logits: largest"),
        e.getMessage());
    Tolerance.ANY.maxDifference(1).minCosine(0.9).check(result);
  }

  @Test
  void weightsPerturbed_oneOfTenThousand_isDetected() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(bytes("classic-ts-op17", "model.onnx")).toBuilder();
    TensorProto.Builder largest = null;
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (largest == null || tensor.getRawData().size() > largest.getRawData().size()) {
        largest = tensor;
      }
    }
    byte[] raw = Objects.requireNonNull(largest).getRawData().toByteArray();
    raw[4 * 777 + 3] ^= (byte) 0x80; // the sign of one weight
    largest.setRawData(ByteString.copyFrom(raw));

    ComparisonResult result =
        compare(
            fixture("classic-ts-op17", "model.onnx"),
            ModelUnderTest.of(model.build().toByteArray(), "perturbed"),
            Probe.random(new RandomGrid(new int[] {8}, new int[] {40}, OptionalInt.empty(), 1)));

    assertFalse(Tolerance.FLOAT.misses(result).isEmpty());
  }

  @Test
  void truncated_file_saysThatItCannotBeLoaded() throws IOException {
    byte[] whole = bytes("classic-ts-op17", "model.onnx");
    Path file = Files.write(dir.resolve("cut.onnx"), Arrays.copyOf(whole, 100_000));
    ModelUnderTest reference = fixture("classic-ts-op17", "model.onnx");

    ConverterException e =
        assertThrows(
            ConverterException.class, () -> compare(reference, ModelUnderTest.of(file), random()));

    assertEquals(Kind.INPUT, e.kind());
    assertTrue(e.getMessage().startsWith(file + ": cannot be loaded"), e.getMessage());
  }

  @Test
  void sizeBytes_externalData_countsIt() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(bytes("classic-ts-op17", "model.onnx")).toBuilder();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    Files.write(dir.resolve("weights.bin"), tensor.getRawData().toByteArray());
    int moved = tensor.getRawData().size();
    tensor
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    Path file = Files.write(dir.resolve("model.onnx"), model.build().toByteArray());

    ModelUnderTest split = ModelUnderTest.of(file);

    assertEquals(Files.size(file) + moved, split.sizeBytes());
    ComparisonResult result = compare(fixture("classic-ts-op17", "model.onnx"), split, random());
    assertEquals(0, result.outputs().get(0).largest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "model.opt.onnx", "model.int8.onnx"})
  void outline_ofAnyForm_findsTheTables(String file) {
    ModelOutline outline = fixture("classic-ts-op17", file).outline();

    assertEquals(200, outline.tableRows("input_ids").orElse(0));
    assertEquals(2, outline.tableRows("token_type_ids").orElse(0));
    assertTrue(outline.tableRows("attention_mask").isEmpty());
    assertTrue(outline.externalFiles().isEmpty());
  }

  private static Probe random() {
    return Probe.random(RandomGrid.DEFAULT);
  }

  /** A row of a case, up to where its mask ends. */
  private static TokenSequence row(JsonNode inputs, int row) {
    JsonNode mask = inputs.get("attention_mask").get(row);
    int length = 0;
    while (length < mask.size() && mask.get(length).intValue() == 1) {
      length++;
    }
    long[] ids = new long[length];
    long[] types = new long[length];
    for (int i = 0; i < length; i++) {
      ids[i] = inputs.get("input_ids").get(row).get(i).longValue();
      types[i] = inputs.get("token_type_ids").get(row).get(i).longValue();
    }
    return TokenSequence.of(ids, types);
  }

  private static ComparisonResult compare(
      ModelUnderTest reference, ModelUnderTest candidate, Probe probe) {
    return ModelComparison.of(reference, candidate, probe, ComparisonOptions.DEFAULT);
  }

  private static ModelUnderTest fixture(String name, String file) {
    return ModelUnderTest.of(bytes(name, file), file);
  }

  private static byte[] bytes(String name, String file) {
    String resource = "/graphs/" + name + "/" + file;
    try (InputStream in = ReferenceToolTest.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
