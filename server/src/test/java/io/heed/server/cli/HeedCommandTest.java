package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeedCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "classify --help", "serve --help", "describe --help", "doctor --help"})
  void help_ofEveryCommand_hasExamplesAndExitStatusZero(String args) {
    CliRun run = CliRun.of(args.split(" ", -1));
    assertEquals(0, run.status());
    assertTrue(run.out().contains("Examples:"), run.out());
    assertTrue(run.out().contains("Usage: heed"), run.out());
    assertEquals("", run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "'', no command",
    "nonsense, nonsense",
    "classify, TEXT",
    "classify --top-k 0 x, --top-k",
    "classify --top-k many x, --top-k",
    "classify --format xml x, --format",
    "classify - x, standard input",
    "classify --modle m x, --modle",
    "describe extra, extra",
    "doctor --device gpu, --device",
    "doctor extra, extra",
  })
  void anyCommand_calledWrongly_saysWhatAndPointsToTheHelp(String args, String named) {
    CliRun run = CliRun.of(args.isEmpty() ? new String[0] : args.split(" ", -1));
    assertEquals(2, run.status());
    assertTrue(run.err().startsWith("heed: ") && run.err().contains(named), run.err());
    assertTrue(run.err().contains("--help'"), run.err());
    assertEquals("", run.out());
  }

  @Test
  void version_ofTheCommand_namesHeedAndJava() {
    CliRun run = CliRun.of("--version");
    assertTrue(run.out().startsWith("heed "), run.out());
    assertTrue(run.out().contains(System.getProperty("java.version")), run.out());
  }

  @Test
  void describe_asText_tellsWhatTheModelIs(@TempDir Path temp) {
    CliRun run = CliRun.of("describe", "--model", WordModel.in(temp).toString());
    assertEquals(0, run.status(), run.err());
    String out = run.out();
    assertTrue(out.contains("2: long, short"), out);
    assertTrue(out.contains("fp32 (model.onnx, "), out);
    assertTrue(out.contains("accuracy 50.00 %"), out);
    assertTrue(out.contains("int8 (model_int8.onnx, "), out);
    assertTrue(out.contains("input_ids INT64 [batch, sequence]"), out);
    assertTrue(out.contains("logits FLOAT [batch, 2]"), out);
    assertTrue(out.contains("ai.onnx 17"), out);
    assertTrue(out.contains("6 tokens"), out);
  }

  @Test
  void describe_asJson_parses(@TempDir Path temp) {
    CliRun run = CliRun.of("describe", "-m", WordModel.in(temp).toString(), "-f", "json");
    JsonNode model = new JsonMapper().readTree(run.out());
    assertEquals("words", model.get("name").asString());
    assertEquals(2, model.get("parameters").intValue());
    assertEquals(4, model.get("vocabulary").intValue());
    assertEquals(6, model.get("maxTokens").intValue());
    assertEquals("fp32", model.get("variant").get("name").asString());
    assertEquals("sequence", model.get("inputs").get(0).get("shape").get(1).asString());
    assertEquals(17, model.get("opsets").get("ai.onnx").intValue());
    assertEquals(0.5, model.get("accuracy").get("fp32").doubleValue());
  }
}
