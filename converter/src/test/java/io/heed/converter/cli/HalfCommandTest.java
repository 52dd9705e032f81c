package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.OrtGraph;
import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init") // JUnit sets the field.
class HalfCommandTest {
  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  private static Run heed(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(line.split(" "));
    return new Run(status, out.toString(), err.toString());
  }

  private Path synthesized() {
    Path model = dir.resolve("model");
    assertEquals(0, heed("synthesize --preset tiny --quiet --output " + model).status);
    return model;
  }

  private Path exported() throws IOException {
    return Files.write(dir.resolve("m.onnx"), ExportedGraph.of("classic-ts-op14").model());
  }

  @Test
  void half_directory_getsAVariantBesideItsFiles() throws IOException {
    Path model = synthesized();
    byte[] before = Files.readAllBytes(model.resolve("model.onnx"));

    Run run = heed("half --calibration-random --model " + model);

    assertEquals(0, run.status, run.err);
    ModelDirectory written = ModelDirectory.open(model);
    assertEquals(List.of("fp32", "fp16"), written.variants().stream().map(Variant::name).toList());
    written.verifyChecksums();
    assertTrue(written.metadata().orElseThrow().files().containsKey("model_fp16.onnx"));
    assertArrayEquals(before, Files.readAllBytes(model.resolve("model.onnx")));
    assertTrue(written.variant("fp16").sizeBytes() < 0.6 * written.variant("fp32").sizeBytes());
    try (TextClassifier single = TextClassifier.builder(written).variant("fp32").build();
        TextClassifier half = TextClassifier.builder(written).variant("fp16").build()) {
      assertEquals(single.classify("oil rises").label(), half.classify("oil rises").label());
    }
  }

  @Test
  void half_newDirectory_isWhole() {
    Path model = synthesized();
    Path target = dir.resolve("half");
    Run run = heed("half -m " + model + " -o " + target + " --keep-reductions");
    assertEquals(0, run.status, run.err);
    ModelDirectory written = ModelDirectory.open(target);
    assertEquals("fp16", written.defaultVariant().name());
    written.verifyChecksums();
    assertTrue(run.out.contains("(reduction: reductions are kept)"), run.out);
  }

  @Test
  void half_fileAsJson_tellsAll() throws IOException {
    Path file = exported();
    Path target = dir.resolve("half.onnx");
    Run run = heed("half --half-io --format json -m " + file + " -o " + target);
    assertEquals(0, run.status, run.err);
    JsonNode json = new JsonMapper().readTree(run.out);
    assertEquals(257, json.at("/conversion/nodes").intValue());
    assertEquals(15, json.at("/conversion/kept").size());
    assertEquals("underflow", json.at("/conversion/kept/0/reason").stringValue());
    assertEquals(0, json.at("/conversion/underflowing").size());
    assertEquals(Files.size(target), json.get("bytesAfter").longValue());
    assertTrue(json.at("/comparison/outputs/logits/lowestCosine").doubleValue() > 0.999);
    try (OrtGraph graph = OrtGraph.open(target)) {
      graph.outputs().forEach(output -> assertEquals(ElementType.FLOAT16, output.type()));
    }
  }

  @Test
  void half_beyondTheLimits_writesNothing() throws IOException {
    Path file = exported();
    Run run = heed("half --max-difference 1e-9 -m " + file + " -o " + dir.resolve("half.onnx"));
    assertEquals(1, run.status);
    assertTrue(run.err.contains("largest difference: found"), run.err);
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(file), files.toList(), "no other file, no folder of the work");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--threshold 70000|--threshold: found 70000.0, expected above 0",
        "--block-nodes [|--block-nodes: found [",
        "--keep-io --half-io|mutually exclusive",
        "--calibration-random --calibration-texts x|found both",
      })
  void half_wrongOptions_areUsageErrors(String options, String words) throws IOException {
    Run run = heed("half -m " + exported() + " -o " + dir.resolve("half.onnx") + " " + options);
    assertEquals(2, run.status);
    assertTrue(run.err.contains(words), run.err);
    assertFalse(Files.exists(dir.resolve("half.onnx")));
  }

  @Test
  void half_help_hasExamples() {
    Run run = heed("half --help");
    assertEquals(0, run.status);
    assertTrue(run.out.contains("heed half --model models/mine"), run.out);
  }
}
