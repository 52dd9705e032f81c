package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifyCommandTest {
  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void copyModels() throws IOException {
    for (String file : List.of("model.onnx", "model.opt.onnx", "model.int8.onnx")) {
      try (InputStream in =
          VerifyCommandTest.class.getResourceAsStream("/graphs/classic-ts-op17/" + file)) {
        Files.copy(Objects.requireNonNull(in), dir.resolve(file));
      }
    }
  }

  @Test
  void verify_optimised_passesAndTellsAll() {
    Run run = verify("model.onnx", "model.opt.onnx", "--rounds", "1");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("random token ids, seed 42: 4 runs, 8 rows\n"), run.out);
    assertTrue(run.out.contains("131,635           110,159\n"), run.out);
    assertTrue(run.out.contains("output last_hidden_state, "), run.out);
    assertTrue(run.out.contains("label agreement            1.0000\n"), run.out);
    assertTrue(run.out.contains("rows/s, one thread, rough: median"), run.out);
    assertTrue(run.out.endsWith("\nwithin the limits\n"), run.out);
    assertEquals("", run.err);
  }

  @Test
  void verify_int8_failsAtTheFloatToleranceOnly() {
    Run strict = verify("model.onnx", "model.int8.onnx", "--rounds", "0");
    Run loose =
        verify(
            "model.onnx",
            "model.int8.onnx",
            "--rounds=0",
            "--max-difference=1",
            "--min-cosine=0.9",
            "--min-mean-cosine=0.99",
            "--min-agreement=0.5");

    assertEquals(1, strict.status);
    assertTrue(strict.out.contains("\nbeyond the limits\n  logits: largest difference: found"));
    assertTrue(
        strict.err.matches(
            "(?s)heed: .*model.int8.onnx differs from .*model.onnx: logits: largest difference:"
                + " found 0\\.\\d+, expected at most 0\\.000100000 \\(beyond by 0\\.\\d+\\);"
                + " last_hidden_state: .*"),
        strict.err);
    assertFalse(strict.err.contains("--help"), "no usage error");
    assertEquals(0, loose.status, loose.err);
  }

  @Test
  void verify_json_isWhole() {
    Run run = verify("model.onnx", "model.int8.onnx", "-f", "json", "--rounds", "2");

    assertEquals(1, run.status);
    JsonNode json = new JsonMapper().readTree(run.out);
    assertFalse(json.get("passed").booleanValue());
    assertEquals(2, json.get("misses").size());
    assertEquals(131635, json.at("/reference/sizeBytes").intValue());
    assertEquals(80205, json.at("/candidate/sizeBytes").intValue());
    assertTrue(json.at("/candidate/loadMillis").doubleValue() > 0);
    double median = json.at("/candidate/rowsPerSecond/median").doubleValue();
    assertTrue(median >= json.at("/candidate/rowsPerSecond/lowest").doubleValue());
    assertTrue(median <= json.at("/candidate/rowsPerSecond/highest").doubleValue());
    assertEquals(4, json.at("/inputs/runs").intValue());
    JsonNode hidden = json.at("/outputs/1");
    assertEquals("last_hidden_state", hidden.get("name").stringValue());
    assertTrue(hidden.get("largestDifference").doubleValue() > 1e-3);
    assertTrue(hidden.at("/pooledCosine/vectors").intValue() == 8);
    assertTrue(
        hidden.at("/pooledCosine/mean").doubleValue() >= hidden.at("/cosine/lowest").doubleValue());
    assertEquals(0, hidden.at("/candidateNotFinite/nan").intValue());
    assertEquals(1e-4, json.at("/limits/maxDifference").doubleValue());
    assertTrue(json.at("/limits/minCosine").isMissingNode());
  }

  @Test
  void verify_labelledTexts_measuresAccuracyOfBoth() throws IOException {
    // The model is right on the first three lines and takes the fourth for World.
    Path data =
        Files.writeString(
            dir.resolve("data.csv"),
            "label,text\nBusiness,Oil rises\nSports,the cup!\nWorld,talks resume\nBusiness,shares"
                + " fall\nWorld,...\n");
    String model = WordModel.in(dir).toString();

    Run run =
        run(
            "verify",
            "--reference=" + model,
            "--candidate=" + model,
            "--candidate-variant=fp32",
            "--data=" + data,
            "--rounds=0",
            "--max-accuracy-loss=0",
            "--format=json");

    assertEquals(0, run.status, run.err);
    JsonNode json = new JsonMapper().readTree(run.out);
    assertEquals(0.75, json.at("/reference/accuracy").doubleValue());
    assertEquals(0.75, json.at("/candidate/accuracy").doubleValue());
    assertEquals(4, json.at("/inputs/rows").intValue(), "one text has no word");
    assertEquals(1, json.at("/outputs/0/labelAgreement").doubleValue());
    assertEquals("words/model.onnx", json.at("/reference/name").stringValue());
  }

  @Test
  void verify_linesOfText_areTokenised() throws IOException {
    Path texts = Files.writeString(dir.resolve("lines.txt"), "oil rises\n\nthe cup of oil\ncup\n");
    String model = WordModel.in(dir).toString();

    Run run =
        run(
            "verify",
            "-r",
            model,
            "-c",
            model,
            "--texts",
            texts.toString(),
            "--limit",
            "2",
            "--batch",
            "2",
            "--rounds",
            "0");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("inputs     texts: 1 runs, 2 rows\n"), run.out);
    assertTrue(run.out.contains("output logits, 6 values\n"), run.out);
  }

  @Test
  void verify_labelTheModelDoesNotHave_namesItsLine() throws IOException {
    Path data = Files.writeString(dir.resolve("data.csv"), "label,text\nWeather,rain\n");
    String model = WordModel.in(dir).toString();

    Run run = run("verify", "-r", model, "-c", model, "--data", data.toString());

    assertEquals(1, run.status);
    assertTrue(
        run.err.contains("found \"Weather\" in line 2, expected those of the model: World, Sports"),
        run.err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--batch=0",
        "--length=a",
        "--limit=-1",
        "--vocabulary=0",
        "--rounds=-1",
        "--max-difference=-1",
        "--min-cosine=1.5",
        "--min-mean-cosine=NaN",
        "--min-agreement=98",
        "--max-accuracy-loss=0.2",
        "--texts=lines.txt",
        "--candidate-variant=int8",
        "--format=yaml",
        "--no-such-option"
      })
  void verify_wrongOption_isUsageErrorThatNamesIt(String option) {
    Run run = verify("model.onnx", "model.opt.onnx", option);

    assertEquals(2, run.status, run.err);
    String name = option.replaceFirst("=.*", "").replaceFirst("--(candidate-)?", "");
    name = option.startsWith("--texts") ? "tokenizer" : name;
    assertTrue(run.err.contains(name), run.err);
    assertTrue(run.err.contains("Try 'heed verify --help'"), run.err);
    assertEquals("", run.out);
  }

  @Test
  void verify_noSuchFile_fails() {
    Run run = verify("model.onnx", "none.onnx");

    assertEquals(1, run.status);
    assertTrue(run.err.contains("none.onnx: no such file"), run.err);
  }

  @Test
  void verify_lengthBeyondThePositions_saysWhatWasRun() {
    Run run = verify("model.onnx", "model.opt.onnx", "--length", "100");

    assertEquals(1, run.status);
    assertTrue(run.err.contains("input_ids INT64[1, 100]"), run.err);
  }

  @Test
  void help_always_hasExamples() {
    assertTrue(run("verify", "--help").out.contains("heed verify -r models/mine"));
    assertTrue(run("--help").out.contains("verify"));
  }

  private Run verify(String reference, String candidate, String... options) {
    List<String> args = new ArrayList<>();
    args.add("verify");
    args.addAll(List.of("--reference", dir.resolve(reference).toString()));
    args.addAll(List.of("--candidate", dir.resolve(candidate).toString()));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(args);
    return new Run(status, out.toString(), err.toString());
  }
}
