package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OptimizeCommandTest {
  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void copyModel() throws IOException {
    try (InputStream in =
        OptimizeCommandTest.class.getResourceAsStream("/graphs/classic-ts-op17/model.onnx")) {
      Files.copy(Objects.requireNonNull(in), dir.resolve("model.onnx"));
    }
  }

  @Test
  void optimize_cudaFile_isWrittenAndTold() throws IOException {
    Run run = heed("optimize", "-m", at("model.onnx"), "-o", at("fused.onnx"), "-t", "cuda");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("target cuda; fusions attention, bias-gelu, embed-"), run.out);
    assertTrue(run.out.matches("(?s).*\\nall nodes +207 +22\\n.*"), run.out);
    assertTrue(run.out.matches("(?s).*\\ncom.microsoft.Attention +0 +2\\n.*"), run.out);
    assertTrue(run.out.endsWith("\nwithin the limits\n"), run.out);
    assertEquals(List.of("fused.onnx", "model.onnx"), files(dir));
    Run verified =
        heed("verify", "-r", at("model.onnx"), "-c", at("fused.onnx"), "--max-difference", "1e-5");
    assertEquals(0, verified.status, verified.err);
  }

  @Test
  void optimize_json_countsTheNodes() {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("a.onnx"),
            "-t",
            "cuda",
            "--fusions",
            "multi-head-attention,qkv",
            "-f",
            "json");

    assertEquals(0, run.status, run.err);
    JsonNode root = JsonMapper.shared().readTree(run.out);
    assertEquals(207, root.get("total_before").intValue());
    assertEquals(2, root.get("nodes_after").get("com.microsoft.MultiHeadAttention").intValue());
    assertEquals("[\"multi-head-attention\",\"qkv\"]", root.get("fusions").toString());
    assertTrue(root.get("largest_difference").get("logits").doubleValue() < 1e-5);
  }

  @Test
  void optimize_beyondTheLimits_writesNothing() throws IOException {
    Files.writeString(dir.resolve("old.onnx"), "what was there");
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("old.onnx"),
            "-t",
            "cuda",
            "--max-difference=0");

    assertEquals(1, run.status);
    assertTrue(run.err.contains("largest difference: found"), run.err);
    assertEquals("what was there", Files.readString(dir.resolve("old.onnx")));
    assertEquals(List.of("model.onnx", "old.onnx"), files(dir));
  }

  @Test
  void optimize_cpuDirectory_hasAFormForSingleTextsThatIsQuantisedToo() {
    String models = synthesized();
    Run run = heed("optimize", "-m", models, "-o", at("fast"), "-t", "cpu", "--length=8");
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("form for single texts: "), run.out);
    Run quantized = heed("quantize", "-m", at("fast"), "--length=8");
    assertEquals(0, quantized.status, quantized.err);

    ModelDirectory directory = ModelDirectory.open(dir.resolve("fast"));
    assertEquals(
        List.of("model_single.onnx", "model_int8_single.onnx"),
        directory.variants().stream().map(each -> each.single().orElse("none")).toList());
    String text = "oil prices soar to an all-time record";
    try (TextClassifier original = TextClassifier.load(dir.resolve("tiny"));
        TextClassifier single = TextClassifier.builder(directory).maxBatchRows(1).build();
        TextClassifier int8 = TextClassifier.builder(directory).variant("int8").build()) {
      assertEquals("model_single.onnx", single.describe().variant().file());
      assertEquals("model_int8_single.onnx", int8.describe().variant().file());
      Classification expected = original.classify(text);
      assertEquals(expected.label(), single.classify(text).label());
      assertEquals(expected.score(), single.classify(text).score(), 1e-5);
      assertEquals(expected.score(), int8.classify(text).score(), 0.05);
    }
  }

  @Test
  void optimize_fileOverOneWithASingleForm_leavesNoFormOfTheOldModel() throws IOException {
    heed("optimize", "-m", at("model.onnx"), "-o", at("fast.onnx"), "-t", "cpu");
    assertEquals(List.of("fast.onnx", "fast_single.onnx", "model.onnx"), files(dir));
    heed("optimize", "-m", at("model.onnx"), "-o", at("fast.onnx"), "-t", "cpu", "--no-single");
    assertEquals(List.of("fast.onnx", "model.onnx"), files(dir));
  }

  @Test
  void optimize_directoryItself_getsAVariant() throws IOException {
    String models = synthesized();
    byte[] before = Files.readAllBytes(dir.resolve("tiny/model.onnx"));
    Run run =
        heed(
            "optimize",
            "-m",
            models,
            "-o",
            models,
            "-t",
            "cuda",
            "--variant-name",
            "cuda",
            "--length=8");

    assertEquals(0, run.status, run.err);
    ModelDirectory directory = ModelDirectory.open(dir.resolve("tiny"));
    assertEquals(
        List.of("cuda", "fp32"),
        directory.variants().stream().map(Variant::name).sorted().toList());
    directory.verifyChecksums();
    assertArrayEquals(before, Files.readAllBytes(dir.resolve("tiny/model.onnx")));
  }

  @Test
  void optimize_anotherDirectory_hasTheTokenizerToo() throws IOException {
    String models = synthesized();
    Files.writeString(dir.resolve("texts.txt"), "ba be bi\nbo bu\n");
    Run run =
        heed(
            "optimize",
            "-m",
            models,
            "-o",
            at("fast"),
            "-t",
            "tensorrt",
            "--texts",
            at("texts.txt"));

    assertEquals(0, run.status, run.err);
    ModelDirectory directory = ModelDirectory.open(dir.resolve("fast"));
    directory.verifyChecksums();
    assertEquals("fp32", directory.defaultVariant().name());
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("tiny/tokenizer.json")), directory.read("tokenizer.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "--fusions=attention;multi-head-attention, expected one form of attention",
    "--fusions=none;qkv, expected one of both",
    "--fusions=nonsense, --fusions: found nonsense",
    "--disable=nonsense, --disable: found nonsense",
  })
  void optimize_wrongFusions_isAUsageError(String option, String message) {
    Run run =
        heed(
            "optimize",
            "-m",
            at("model.onnx"),
            "-o",
            at("a.onnx"),
            "-t",
            "cuda",
            option.replace(';', ','));

    assertEquals(2, run.status);
    assertTrue(run.err.contains(message), run.err);
  }

  @Test
  void optimize_noModel_saysSo() throws IOException {
    Files.writeString(dir.resolve("text.onnx"), "this is no model");
    Run missing = heed("optimize", "-m", at("none.onnx"), "-o", at("a.onnx"), "-t", "cpu");
    Run wrong = heed("optimize", "-m", at("text.onnx"), "-o", at("a.onnx"), "-t", "cpu");

    assertEquals(1, missing.status);
    assertTrue(missing.err.contains("none.onnx"), missing.err);
    assertEquals(1, wrong.status);
    assertTrue(wrong.err.contains("text.onnx"), wrong.err);
    assertEquals(List.of("model.onnx", "text.onnx"), files(dir));
  }

  private String synthesized() {
    Run run = heed("synthesize", "--preset", "tiny", "-o", at("tiny"), "-q");
    assertEquals(0, run.status, run.err);
    return at("tiny");
  }

  private String at(String file) {
    return dir.resolve(file).toString();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static Run heed(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(new ArrayList<>(List.of(args)).toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }
}
