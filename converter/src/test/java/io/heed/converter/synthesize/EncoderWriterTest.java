package io.heed.converter.synthesize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.Tensor;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.TextEmbedder;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the field.
class EncoderWriterTest {
  private static final List<String> FILES =
      List.of("README.md", "config.json", "heed.json", "model.onnx", "tokenizer.json");

  @TempDir Path temp;

  private static EncoderWriter tiny(long seed) {
    return EncoderWriter.of(EncoderPreset.TINY.config().build(), RandomWeights.of(seed));
  }

  private static float[] logits(Path onnx) {
    try (OrtGraph graph = OrtGraph.open(onnx)) {
      Tensor ids = Tensor.longs(new long[] {2, 50, 60, 70, 999, 3}, 1, 6);
      Tensor ones = Tensor.longs(new long[] {1, 1, 1, 1, 1, 1}, 1, 6);
      Tensor types = Tensor.longs(new long[6], 1, 6);
      return graph
          .run(Map.of("input_ids", ids, "attention_mask", ones, "token_type_ids", types))
          .values()
          .iterator()
          .next()
          .floats();
    }
  }

  @Test
  void write_sameSeed_isTheSameBytes() throws IOException {
    tiny(3).write(temp.resolve("a/model"));
    tiny(3).write(temp.resolve("b/model"));
    tiny(4).write(temp.resolve("c/model"));

    for (String file : FILES) {
      Path first = temp.resolve("a/model").resolve(file);
      assertEquals(-1, Files.mismatch(first, temp.resolve("b/model").resolve(file)), file);
    }
    Path other = temp.resolve("c/model/model.onnx");
    assertTrue(Files.mismatch(temp.resolve("a/model/model.onnx"), other) >= 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void write_classifier_answersInTheEngine(int types) {
    EncoderConfig config = EncoderPreset.TINY.config().typeVocabularySize(types).labels(3).build();
    ModelDirectory written =
        EncoderWriter.of(config, RandomWeights.of(1)).write(temp.resolve("model"));

    written.verifyChecksums();
    assertTrue(new String(written.read("README.md"), UTF_8).contains("**Random weights.**"));
    try (TextClassifier classifier = TextClassifier.load(written)) {
      assertEquals(List.of("LABEL_0", "LABEL_1", "LABEL_2"), classifier.labels());
      Classification answer = classifier.classify("Oil prices soar to an all-time record!");
      double sum = answer.scores().stream().mapToDouble(score -> score.score()).sum();
      assertEquals(1, sum, 1e-5);
    }
  }

  @Test
  void write_encoder_embedsInTheEngine() {
    EncoderConfig config = EncoderPreset.TINY.config().task(EncoderTask.ENCODER).build();
    ModelDirectory written =
        EncoderWriter.of(config, RandomWeights.of(1)).write(temp.resolve("model"));

    assertEquals(List.of("BertModel"), written.config().architectures());
    try (TextEmbedder embedder = TextEmbedder.load(written)) {
      assertEquals(1, embedder.embed("a cat").cosine(embedder.embed("a cat")), 1e-6);
      assertTrue(embedder.embed("a cat").cosine(embedder.embed("market news")) < 0.999);
    }
  }

  @Test
  void write_externalData_givesTheSameOutputs() throws IOException {
    Path embedded = temp.resolve("embedded");
    Path external = temp.resolve("external");
    tiny(9).write(embedded);
    ModelDirectory written = tiny(9).externalData().write(external);

    written.verifyChecksums();
    assertArrayEquals(
        logits(embedded.resolve("model.onnx")), logits(external.resolve("model.onnx")));
    long weights = tiny(9).weightBytes();
    assertTrue(Files.size(external.resolve("model.onnx")) < 50_000);
    assertTrue(Files.size(external.resolve("model.onnx_data")) >= weights);
    assertTrue(written.defaultVariant().sizeBytes() > weights);
    try (TextClassifier classifier = TextClassifier.load(written)) {
      assertEquals(2, classifier.classify("words").scores().size());
    }
  }

  @Test
  void write_externalData_isAlignedAndInsideTheFile() throws IOException {
    Path target = temp.resolve("model");
    tiny(9).externalData().write(target);
    long size = Files.size(target.resolve("model.onnx_data"));
    long end = 0;

    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(target.resolve("model.onnx")));
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        assertFalse(tensor.hasRawData());
        assertEquals("model.onnx_data", tensor.getExternalData(0).getValue());
        long offset = Long.parseLong(tensor.getExternalData(1).getValue());
        assertEquals(0, offset % 4_096);
        assertTrue(offset >= end, tensor.getName());
        end = offset + Long.parseLong(tensor.getExternalData(2).getValue());
      }
    }
    assertEquals(size, end);
  }

  @Test
  void write_embedded_isWhatProtobufWritesOfTheModel() throws IOException {
    Path target = temp.resolve("model");
    tiny(5).write(target);

    byte[] streamed = Files.readAllBytes(target.resolve("model.onnx"));
    ModelProto model = tiny(5).toModel();
    assertArrayEquals(model.toByteArray(), streamed);
    assertEquals(
        streamed.length,
        new EmbeddedModel(EncoderGraph.of(EncoderPreset.TINY.config().build())).sizeBytes());
  }

  /** A matrix beyond the block of a transposition, so that one is put together of several. */
  @Test
  void toModel_matrixLargerThanABlock_isTransposed() {
    int wide = 9_000;
    EncoderConfig config =
        EncoderPreset.TINY.config().layers(1).intermediateSize(wide).vocabularySize(9_000).build();
    ModelProto model =
        EncoderWriter.of(
                config,
                (tensor, first, into, count) -> {
                  for (int i = 0; i < count; i++) {
                    into[i] = first + i;
                  }
                })
            .toModel();

    int checked = 0;
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getName().endsWith("weight_transposed")) {
        int inputs = (int) tensor.getDims(0);
        int outputs = (int) tensor.getDims(1);
        for (int i = 0; i < inputs; i += 7) {
          for (int o = 0; o < outputs; o += 11) {
            int at = Float.BYTES * (i * outputs + o);
            float value =
                tensor
                    .getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getFloat(at);
            assertEquals(o * inputs + i, value, tensor.getName());
            checked++;
          }
        }
      }
    }
    assertTrue(checked > 1_000);
  }

  @Test
  void weights_otherLayersAndTask_leaveATensorAsItWas() {
    EncoderConfig.Builder changed =
        EncoderPreset.TINY.config().layers(1).task(EncoderTask.ENCODER).vocabularySize(500);
    ModelProto small = EncoderWriter.of(changed.build(), RandomWeights.of(5)).toModel();
    String name = "bert.encoder.layer.0.attention.self.query.weight_transposed";

    assertEquals(tensor(tiny(5).toModel(), name), tensor(small, name));
  }

  private static TensorProto tensor(ModelProto model, String name) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void write_directoryOfSomethingElse_isRefusedAndUntouched() throws IOException {
    Path target = Files.createDirectory(temp.resolve("home"));
    Files.writeString(target.resolve("thesis.txt"), "years of work");

    ModelException failure = assertThrows(ModelException.class, () -> tiny(1).write(target));

    assertTrue(String.valueOf(failure.getMessage()).contains("no heed.json"), failure::toString);
    assertEquals("years of work", Files.readString(target.resolve("thesis.txt")));
  }

  @Test
  void write_progress_endsAtAllBytes() {
    List<Long> told = new ArrayList<>();
    EncoderWriter writer = tiny(1).progress(told::add);
    writer.write(temp.resolve("model"));

    assertEquals(writer.weightBytes(), told.get(told.size() - 1));
  }

  @Test
  void toModel_tooLargeForAMessage_isRefused() {
    EncoderConfig config = EncoderPreset.BERT_LARGE.config().layers(40).build();
    EncoderWriter writer = EncoderWriter.of(config, RandomWeights.of(1));

    ConverterException failure = assertThrows(ConverterException.class, writer::toModel);
    assertTrue(failure.getMessage().contains("at most 1800000000"), failure.getMessage());
  }
}
