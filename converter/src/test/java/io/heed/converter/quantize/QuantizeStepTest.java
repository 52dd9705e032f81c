package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.quantize.VariantCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeStepTest {
  @TempDir private Path folder;

  @Test
  void run_static_measuresAndWrites() throws IOException {
    QuantizeStep.Outcome outcome =
        QuantizeStep.run(
            source(),
            folder.resolve("out.onnx"),
            Optional.empty(),
            QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ),
            Optional.of(
                new QuantizeStep.Measuring(
                    new CalibrationOptions(CalibrationMethod.PERCENTILE, 99.99),
                    TokenInputs.random(4, 16, 200, 1))),
            OptionalInt.empty(),
            file -> new Verdict(0, true));
    OnnxModel written = OnnxModel.read(folder.resolve("out.onnx"));
    assertTrue(Graphs.types(written).getOrDefault("QuantizeLinear", 0L) >= 9);
    assertEquals(outcome.quantization().constantBytesAfter(), written.constantBytes());
    assertEquals(
        List.of("logits", "last_hidden_state"),
        written.graph().outputs().stream().map(output -> output.getName()).toList());
  }

  /** A judge that accepts a model only if the pooler stayed as it was. */
  @Test
  void run_search_keepsWhatTheCheckWants() throws IOException {
    QuantizeStep.Outcome outcome =
        QuantizeStep.run(
            source(),
            folder.resolve("out.onnx"),
            Optional.empty(),
            QuantizeOptions.DEFAULT,
            Optional.empty(),
            OptionalInt.of(40),
            file -> {
              boolean kept = names(file).contains("/pooler/Gemm");
              return new Verdict(kept ? 0 : 1, kept);
            });
    assertEquals(Set.of("/pooler/Gemm"), outcome.sensitivity().orElseThrow().kept());
    assertEquals(
        List.of("kept for accuracy"),
        outcome.quantization().left().stream()
            .filter(left -> left.name().equals("/pooler/Gemm"))
            .map(left -> left.reason())
            .toList());
  }

  @Test
  void run_beyondTheLimits_isRefused() throws IOException {
    Path source = source();
    ConverterException failure =
        assertThrows(
            ConverterException.class,
            () ->
                QuantizeStep.run(
                    source,
                    folder.resolve("out.onnx"),
                    Optional.empty(),
                    QuantizeOptions.DEFAULT,
                    Optional.empty(),
                    OptionalInt.empty(),
                    file -> new Verdict(1, false)));
    assertEquals(ConverterException.Kind.VERIFICATION, failure.kind());
  }

  @Test
  void run_staticWithoutInputs_isRefused() throws IOException {
    Path source = source();
    ConverterException failure =
        assertThrows(
            ConverterException.class,
            () ->
                QuantizeStep.run(
                    source,
                    folder.resolve("out.onnx"),
                    Optional.empty(),
                    QuantizeOptions.DEFAULT.form(QuantizedForm.QDQ),
                    Optional.empty(),
                    OptionalInt.empty(),
                    file -> new Verdict(0, true)));
    assertEquals(ConverterException.Kind.USAGE, failure.kind());
  }

  private Path source() throws IOException {
    return Files.write(folder.resolve("model.onnx"), ExportedGraph.of("classic-ts-op17").model());
  }

  private static Set<String> names(Path file) {
    return OnnxModel.read(file).graph().nodes().stream()
        .map(node -> node.name())
        .collect(Collectors.toSet());
  }
}
