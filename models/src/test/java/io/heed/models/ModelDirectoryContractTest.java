package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.models.ModelException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the fixture wherever it lies. */
abstract class ModelDirectoryContractTest {
  abstract ModelDirectory open() throws IOException;

  @Test
  void name_isLastPartOfLocation() throws IOException {
    assertEquals("tiny-bert-classifier", open().name());
  }

  @Test
  void config_isWhatHuggingFaceWrote() throws IOException {
    ModelConfig config = open().config();
    assertEquals(List.of("World", "Sports", "Business", "Sci/Tech"), config.labels());
    assertEquals(ProblemType.SINGLE_LABEL, config.problemType());
    assertEquals(Optional.of("bert"), config.modelType());
    assertEquals(List.of("BertForSequenceClassification"), config.architectures());
    assertEquals(OptionalInt.of(512), config.maxPositionEmbeddings());
    assertEquals(OptionalInt.of(2000), config.vocabSize());
    assertEquals(OptionalInt.of(0), config.padTokenId());
    assertEquals(32, config.others().get("hidden_size"));
    assertEquals(1e-12, config.others().get("layer_norm_eps"));
  }

  @Test
  void variants_oneGraph_isFp32WithItsSize() throws IOException {
    Variant fp32 = new Variant("fp32", "model.onnx", 448798);
    assertEquals(List.of(fp32), open().variants());
    assertEquals(fp32, open().variant("fp32"));
    assertEquals(fp32, open().defaultVariant());
  }

  @Test
  void variant_unknown_namesTheKnown() throws IOException {
    ModelDirectory directory = open();
    assertFails(Kind.NOT_FOUND, () -> directory.variant("int8"), "\"int8\"", "[fp32]");
  }

  @Test
  void metadata_isWhatHeedJsonSays() throws IOException {
    HeedMetadata metadata = open().metadata().orElseThrow();
    assertEquals(Map.of("fp32", 0.25), metadata.accuracy());
    assertEquals(Map.of("tool", "transformers", "checksums", "sha256sum"), metadata.provenance());
    assertEquals(
        List.of("README.md", "config.json", "model.onnx", "tokenizer.json"),
        List.copyOf(metadata.files().keySet()));
    assertEquals(
        new FileChecksum("618d1a630fe5985d4399a88651fdb927bfd13bdc892db7cb853444e33ffed8d1", 873),
        metadata.files().get("config.json"));
  }

  @Test
  void read_givesTheBytes() throws IOException {
    assertArrayEquals(Fixture.bytes("model.onnx"), open().read("model.onnx"));
    assertTrue(new String(open().read("README.md"), UTF_8).startsWith("# Tiny BERT"));
  }

  @Test
  void read_absentFile_isNotFoundAndListsWhatThereIs() throws IOException {
    ModelDirectory directory = open();
    assertFalse(directory.has("model_int8.onnx"));
    assertEquals(Optional.empty(), directory.path("model_int8.onnx"));
    assertFails(
        Kind.NOT_FOUND,
        () -> directory.read("model_int8.onnx"),
        "model_int8.onnx",
        "tokenizer.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "../pom.xml",
        "onnx/../../x",
        "./config.json",
        "a//b",
        "a/",
        "..",
        "C:x",
        "a\\b",
        "a\nb"
      })
  void fileName_leavingTheDirectory_isInvalid(String name) throws IOException {
    ModelDirectory directory = open();
    assertFails(Kind.INVALID, () -> directory.read(name), "file name");
    assertFails(Kind.INVALID, () -> directory.has(name), "file name");
    assertFails(Kind.INVALID, () -> directory.path(name), "file name");
  }

  @Test
  void verifyChecksums_ofSha256sum_agree() throws IOException {
    ModelDirectory directory = open();
    assertDoesNotThrow(directory::verifyChecksums);
  }
}
