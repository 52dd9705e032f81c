package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluateCommandTest {

  /** The model is right on lines 2, 3 and 4, and takes line 5 for World; line 6 has no word. */
  private static final String DATA =
      """
      label,text
      Business,Oil rises
      Sports,the cup!
      World,talks resume
      Business,shares fall
      World,...
      """;

  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  @Test
  void evaluate_json_givesTheMeasures() throws IOException {
    Run run = evaluate(write("data.csv", DATA), "--format", "json");

    assertEquals(0, run.status, run.err);
    JsonNode json = new JsonMapper().readTree(run.out);
    assertEquals(0.75, json.get("accuracy").doubleValue());
    assertEquals(4, json.get("texts").intValue());
    assertEquals(1, json.get("unanswered").intValue());
    assertEquals(0, json.get("badRows").intValue());
    assertTrue(json.get("textsPerSecond").doubleValue() > 0);
    JsonNode business = json.get("classes").get(2);
    assertEquals("Business", business.get("label").stringValue());
    assertEquals(1.0, business.get("precision").doubleValue());
    assertEquals(0.5, business.get("recall").doubleValue());
    assertEquals(2.0 / 3, business.get("f1").doubleValue(), 1e-15);
    assertEquals(2, business.get("support").intValue());
    assertEquals((2.0 / 3 + 1 + 2.0 / 3) / 3, json.get("macro").get("f1").doubleValue(), 1e-15);
    assertEquals("[[1,0,0],[0,1,0],[1,0,1]]", json.at("/confusionMatrix/counts").toString());
    assertEquals(
        "[\"World\",\"Sports\",\"Business\"]", json.at("/confusionMatrix/labels").toString());
  }

  @Test
  void evaluate_text_showsTablesAndDrawsTheMatrix() throws IOException {
    Path picture = dir.resolve("confusion.svg");

    Run run = evaluate(write("data.csv", DATA), "--confusion-matrix", picture.toString());

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("accuracy  0.7500\n"), run.out);
    assertTrue(run.out.contains("left out  1 texts without a token\n"), run.out);
    assertTrue(run.out.contains("Business             1.0000  0.5000  0.6667        2\n"), run.out);
    assertTrue(run.out.contains("Business                1        0         1\n"), run.out);
    assertTrue(Files.readString(picture).contains("4 texts, accuracy 75.00 %"));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(3, files.count(), "data, model, picture; no temporary file");
    }
  }

  @Test
  void evaluate_valuesOfLabels_areMapped() throws IOException {
    Path file = write("data.tsv", "2\toil\n1\tcup\n");

    Run run =
        evaluate(file, "--columns", "label=0,text=1", "--labels", "0=World,1=Sports,2=Business");

    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("accuracy  1.0000\n"), run.out);
  }

  @Test
  void evaluate_badRowsSkipped_areReported() throws IOException {
    Path file = write("data.csv", DATA + "World\n");

    Run run = evaluate(file, "--bad-rows", "skip");

    assertEquals(0, run.status, run.err);
    assertTrue(run.err.contains("left out 1 row\n"), run.err);
    assertTrue(run.err.contains("line 7, columns: found 1, expected 2"), run.err);
    assertTrue(run.out.contains("left out  1 rows that cannot be used\n"), run.out);
  }

  @Test
  void evaluate_badRow_failsWithItsLine() throws IOException {
    Run run = evaluate(write("data.csv", DATA + "World\n"));

    assertEquals(1, run.status);
    assertTrue(run.err.contains("line 7, columns: found 1, expected 2"), run.err);
    assertFalse(run.err.contains("\tat "), run.err);
    assertEquals("", run.out);
  }

  @Test
  void evaluate_labelTheModelDoesNotHave_saysWhichItHas() throws IOException {
    Run run = evaluate(write("data.csv", "label,text\nWorld,x\nWeather,rain\n"));

    assertEquals(1, run.status);
    assertTrue(
        run.err.contains(
            "found \"Weather\" (first in line 3), expected those of the model: World, Sports,"
                + " Business"),
        run.err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--data-format=xml",
        "--columns=0,1",
        "--labels=a",
        "--bad-rows=ignore",
        "--format=yaml",
        "--confusion-matrix=matrix.png",
        "--no-such-option",
        "--header=maybe"
      })
  void evaluate_wrongOption_isUsageErrorThatNamesIt(String option) throws IOException {
    Run run = evaluate(write("data.csv", DATA), option);

    assertEquals(2, run.status, run.err);
    String name = option.replaceFirst("=.*", "").replace("--", "").replace('-', ' ');
    assertTrue(run.err.replace('-', ' ').contains(name), run.err);
    assertTrue(run.err.contains("Try 'heed evaluate --help'"), run.err);
  }

  @Test
  void evaluate_noSuchModelOrData_fails() throws IOException {
    Path data = write("data.csv", DATA);

    Run noModel =
        run("evaluate", "--model", dir.resolve("none").toString(), "--data", data.toString());
    Run noData = run("evaluate", "--data", dir.resolve("none.csv").toString());

    assertEquals(1, noModel.status);
    assertTrue(noModel.err.contains("none"), noModel.err);
    assertEquals(1, noData.status);
    assertTrue(noData.err.contains("none.csv: no such file"), noData.err);
  }

  @Test
  void evaluate_pictureInMissingDirectory_failsAtOnce() throws IOException {
    Run run =
        evaluate(
            write("data.csv", DATA), "--confusion-matrix", dir.resolve("no/where.svg").toString());

    assertEquals(1, run.status);
    assertTrue(run.err.contains("where.svg cannot be written: no directory"), run.err);
    assertEquals("", run.out, "before the work, not after it");
  }

  @Test
  void command_helpOrNothing_showsUsage() {
    assertEquals(0, run("--help").status);
    assertTrue(run("evaluate", "--help").out.contains("--confusion-matrix"));
    assertEquals(2, run().status);
    assertTrue(run("evaluate").err.contains("--data"));
    assertEquals(2, run("evaluate").status);
  }

  private Run evaluate(Path data, String... options) {
    List<String> args = new ArrayList<>();
    args.add("evaluate");
    args.addAll(List.of("--model", WordModel.in(dir).toString(), "--data", data.toString()));
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

  private Path write(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }
}
