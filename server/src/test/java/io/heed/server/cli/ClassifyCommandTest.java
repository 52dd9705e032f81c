package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scores by hand: n tokens are long with probability 2^n / (2^n + 1). */
class ClassifyCommandTest {
  @Test
  void classify_oneText_printsLabelAndScore(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "--model", model(temp), "red green blue");
    assertEquals(new CliRun(0, "long   0.8889" + System.lineSeparator(), ""), run);
  }

  @Test
  void classify_topK_listsLabelsBestFirst(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "-m", model(temp), "-k", "2", "red");
    assertEquals(List.of("long   0.6667", "short  0.3333"), run.outLines());
  }

  @Test
  void classify_severalTexts_printsEachBesideItsAnswer(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "-m", model(temp), "red", "red\nred\u001b[2J");
    assertEquals(List.of("long   0.6667  red", "long   0.8000  red red [2J"), run.outLines());
  }

  @Test
  void classify_variant_isRunAndAnUnknownOneNamed(@TempDir Path temp) {
    String model = model(temp);
    assertEquals(0, CliRun.of("classify", "-m", model, "--variant", "int8", "red").status());
    CliRun unknown = CliRun.of("classify", "-m", model, "--variant", "int4", "red");
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("int4") && unknown.err().contains("int8"), unknown.err());
  }

  @Test
  void classify_json_isOneObjectALineThatParses(@TempDir Path temp) {
    String text = "red \"quoted\" \u00e4\uD83D\uDE80";
    CliRun run = CliRun.of("classify", "-m", model(temp), "--format", "json", text, "red");
    assertEquals(2, run.outLines().size());
    JsonNode object = new JsonMapper().readTree(run.outLines().get(0));
    assertEquals(List.of("text", "label", "score", "scores"), List.copyOf(object.propertyNames()));
    assertEquals(text, object.get("text").asString());
    assertEquals("long", object.get("label").asString());
    assertEquals(8 / 9.0, object.get("score").doubleValue(), 1e-6);
    assertEquals("short", object.get("scores").get(1).get("label").asString());
    assertEquals(1 / 9.0, object.get("scores").get(1).get("score").doubleValue(), 1e-6);
  }

  @Test
  void classify_jsonWithTopK_listsSoMany(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "-m", model(temp), "-f", "JSON", "-k", "1", "red");
    assertEquals(1, new JsonMapper().readTree(run.out()).get("scores").size());
  }

  @Test
  void classify_standardInput_answersEachLineAndNamesThoseItCannot(@TempDir Path temp) {
    String input = "\uFEFFred\r\n\n  \nred red\n\u00a0\nlast";
    CliRun run = CliRun.withInput(input, "classify", "-m", model(temp), "-");
    assertEquals(
        List.of("long   0.6667  red", "long   0.8000  red red", "long   0.6667  last"),
        run.outLines());
    assertEquals(3, run.errLines().size());
    assertTrue(run.errLines().get(0).startsWith("heed: line 2: "), run.err());
    assertTrue(run.errLines().get(1).startsWith("heed: line 3: "), run.err());
    assertTrue(run.errLines().get(2).startsWith("heed: line 5: "), run.err());
    assertEquals(1, run.status());
  }

  @Test
  void classify_emptyStandardInput_isDone(@TempDir Path temp) {
    assertEquals(new CliRun(0, "", ""), CliRun.withInput("", "classify", "-m", model(temp), "-"));
  }

  @Test
  void classify_manyLines_answersAllInOrder(@TempDir Path temp) {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      input.append("red ".repeat(1 + i % 4)).append(i).append('\n');
    }
    CliRun run = CliRun.withInput(input.toString(), "classify", "-m", model(temp), "-");
    assertEquals(0, run.status());
    for (int i = 0; i < 1000; i++) {
      assertTrue(run.outLines().get(i).endsWith(" " + i), run.outLines().get(i));
    }
    assertEquals(1000, run.outLines().size());
  }

  @Test
  void classify_slowStandardInput_answersALineBeforeTheNext(@TempDir Path temp) throws Exception {
    PipedOutputStream lines = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(lines);
    CountDownLatch answered = new CountDownLatch(1);
    StringWriter written = new StringWriter();
    PrintWriter out =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int start, int length) {
                written.write(text, start, length);
              }

              @Override
              public void flush() {
                answered.countDown();
              }

              @Override
              public void close() {}
            });
    String model = model(temp);
    Thread cli =
        new Thread(
            () ->
                HeedCommand.commandLine(in, out, new PrintWriter(new StringWriter()))
                    .execute("classify", "-m", model, "-"));
    cli.start();
    lines.write("red\nred g".getBytes(StandardCharsets.UTF_8));
    lines.flush();
    assertTrue(answered.await(30, TimeUnit.SECONDS), "the first line waits for the second");
    assertEquals(List.of("long   0.6667  red"), written.toString().lines().toList());
    lines.write("reen\n".getBytes(StandardCharsets.UTF_8));
    lines.close();
    cli.join(30_000);
    assertEquals(2, written.toString().lines().count());
  }

  @Test
  void classify_readerHasGone_stopsWithoutAMessage(@TempDir Path temp) {
    StringWriter err = new StringWriter();
    PrintWriter closed =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int start, int length) throws IOException {
                throw new IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    var in = new java.io.ByteArrayInputStream("red\n".repeat(200).getBytes(StandardCharsets.UTF_8));
    int status =
        HeedCommand.commandLine(in, closed, new PrintWriter(err))
            .execute("classify", "-m", model(temp), "-");
    assertEquals(1, status);
    assertEquals("", err.toString());
  }

  @Test
  void classify_blankText_isNamedAndTheOthersAnswered(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "-m", model(temp), "", "red");
    assertEquals(List.of("long   0.6667  red"), run.outLines());
    assertEquals("heed: text 1: blank, expected a text", run.err().strip());
    assertEquals(1, run.status());
  }

  @Test
  void classify_noModelThere_saysSoInOneLine(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "--model", temp.resolve("none").toString(), "red");
    assertEquals(1, run.status());
    assertEquals(1, run.errLines().size());
    assertTrue(run.err().startsWith("heed: ") && run.err().contains("none"), run.err());
    assertFalse(run.err().contains("\tat "));
  }

  @Test
  void classify_debug_showsTheStackTrace(@TempDir Path temp) {
    CliRun run = CliRun.of("classify", "--debug", "-m", temp.resolve("none").toString(), "red");
    assertTrue(run.err().contains("\tat io.heed.models"), run.err());
  }

  private static String model(Path temp) {
    return WordModel.in(temp).toString();
  }
}
