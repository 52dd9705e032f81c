package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init") // JUnit sets the field.
class QuantizeCommandTest {
  @TempDir Path dir;
  private Path model;

  private record Run(int status, String out, String err) {}

  private static Run heed(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(line.split(" "));
    return new Run(status, out.toString(), err.toString());
  }

  @BeforeEach
  void synthesize() {
    model = dir.resolve("model");
    assertEquals(0, heed("synthesize --preset tiny --quiet --output " + model).status);
  }

  @Test
  void quantize_directory_getsAVariantBesideItsFiles() throws IOException {
    byte[] before = Files.readAllBytes(model.resolve("model.onnx"));
    Run run = heed("quantize --model " + model + " --min-mean-cosine 0.99");
    assertEquals(0, run.status, run.err);
    ModelDirectory written = ModelDirectory.open(model);
    assertEquals(List.of("fp32", "int8"), written.variants().stream().map(Variant::name).toList());
    written.verifyChecksums();
    assertTrue(written.metadata().orElseThrow().files().containsKey("model_int8.onnx"));
    assertArrayEquals(before, Files.readAllBytes(model.resolve("model.onnx")));
    assertTrue(written.variant("int8").sizeBytes() * 2.5 < written.variant("fp32").sizeBytes());
    assertTrue(run.out.contains("mean cosine"), run.out);
    try (TextClassifier classifier = TextClassifier.builder(written).variant("int8").build()) {
      assertEquals(2, classifier.classify("a text").scores().size());
    }
    assertEquals(0, heed("quantize --model " + model).status); // once more, over the first
    ModelDirectory.open(model).verifyChecksums();
    assertNoWorkLeft();
  }

  @Test
  void quantize_toANewDirectory_copiesWhatTheVariantNeeds() throws IOException {
    Path target = dir.resolve("small");
    Run run = heed("quantize -m " + model + " -o " + target + " --form standard -f json");
    assertEquals(0, run.status, run.err);
    ModelDirectory written = ModelDirectory.open(target);
    written.verifyChecksums();
    assertEquals(List.of("int8"), written.variants().stream().map(Variant::name).toList());
    assertTrue(
        written.metadata().orElseThrow().provenance().getOrDefault("command", "").contains("-m"));
    JsonNode report = JsonMapper.shared().readTree(run.out);
    assertEquals("standard", report.get("form").stringValue());
    assertTrue(report.get("quantized").size() >= 13);
    assertTrue(report.at("/comparison/outputs/logits/meanCosine").doubleValue() > 0.95);
    assertNoWorkLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "static,qdq,percentile",
    "static,qoperator,entropy",
    "static,qdq,min-max",
    "static,qattention,percentile"
  })
  void quantize_static_isCalibrated(String mode, String form, String method) {
    Run run =
        heed(
            String.format(
                Locale.ROOT,
                "quantize -m %s -o %s --mode %s --form %s --calibration-random --calibration-method %s",
                model,
                dir.resolve("q.onnx"),
                mode,
                form,
                method));
    assertEquals(0, run.status, run.err);
    assertTrue(Files.isRegularFile(dir.resolve("q.onnx")));
    assertTrue(run.out.contains("form " + form), run.out);
  }

  /** Both forms that optimize writes for CUDA, which the CPU has no kernels for as they are. */
  @Test
  void quantize_formsForCuda_areComparedHere() throws IOException {
    Path source = Files.write(dir.resolve("m.onnx"), ExportedGraph.of("classic-ts-op17").model());
    Run optimized = heed("optimize --target cuda -m " + source + " -o " + dir.resolve("c.onnx"));
    assertEquals(0, optimized.status, optimized.err);
    for (String form : List.of("c.onnx", "c_padding_free.onnx")) {
      Path target = dir.resolve("int8-" + form);
      Run run =
          heed(
              String.format(
                  Locale.ROOT,
                  "quantize -m %s -o %s --form qattention --calibration-random",
                  dir.resolve(form),
                  target));
      assertEquals(0, run.status, run.err);
      OnnxModel written = OnnxModel.read(target);
      boolean packed = form.contains("padding_free");
      assertEquals(
          packed ? Set.of("PackedMultiHeadAttention") : Set.of("QAttention"),
          written.graph().nodes().stream()
              .map(Node::type)
              .filter(type -> type.endsWith("Attention"))
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void quantize_file_isWritten() throws IOException {
    Path source = Files.write(dir.resolve("m.onnx"), ExportedGraph.of("classic-ts-op17").model());
    Run run = heed("quantize -m " + source + " -o " + dir.resolve("q.onnx"));
    assertEquals(0, run.status, run.err);
    assertTrue(Files.size(dir.resolve("q.onnx")) < Files.size(source));
  }

  @Test
  void quantize_beyondTheLimits_writesNothing() throws IOException {
    byte[] metadata = Files.readAllBytes(model.resolve("heed.json"));
    Run run = heed("quantize -m " + model + " --max-difference 1e-9");
    assertEquals(1, run.status);
    assertTrue(run.err.contains("largest difference"), run.err);
    assertFalse(Files.exists(model.resolve("model_int8.onnx")));
    assertArrayEquals(metadata, Files.readAllBytes(model.resolve("heed.json")));
    assertNoWorkLeft();
  }

  @Test
  void quantize_keepSensitive_tellsTheRanking() {
    Run run =
        heed(
            String.format(
                Locale.ROOT,
                "quantize -m %s -o %s --keep-sensitive --max-difference 1e-4",
                model,
                dir.resolve("q.onnx")));
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("kept for accuracy"), run.out);
    assertTrue(run.out.contains("alone"), run.out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode static --form ort|--form: found ort with --mode static, expected qdq, qattention or qoperator",
        "--mode static|static mode: expected --calibration-texts or --calibration-random",
        "--exclude-nodes (|--exclude-nodes: found (: Unclosed group",
        "--search-runs 3|--search-runs: found 3, expected 16 or more",
        "--mode static --calibration-random --percentile 40|--percentile: found 40.0, expected"
            + " above 50 and up to 100",
        "--variant-name fp32|--output: found the model itself, expected another file",
      })
  void quantize_wrongOptions_areExplained(String options, String expected) {
    Run run = heed("quantize -m " + model + " " + options);
    assertEquals(2, run.status);
    assertTrue(run.err.contains(expected), run.err);
  }

  private void assertNoWorkLeft() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      assertEquals(
          List.of(),
          files.filter(file -> String.valueOf(file.getFileName()).startsWith(".heed-")).toList());
    }
  }
}
