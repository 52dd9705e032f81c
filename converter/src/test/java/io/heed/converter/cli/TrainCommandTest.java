package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainCommandTest {
  private static final List<String> SMALL =
      List.of(
          "--vocabulary-size",
          "40",
          "--max-length",
          "12",
          "--width",
          "8",
          "--batch-size",
          "20",
          "--epochs",
          "3",
          "--patience",
          "3",
          "--learning-rate",
          "0.02",
          "--warmup-steps",
          "5",
          "--checkpoint-steps",
          "3",
          "--workers",
          "1",
          "--validation",
          "0.2",
          "--quiet");

  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void writeData() throws IOException {
    Files.writeString(dir.resolve("train.csv"), data(1, 400));
    Files.writeString(dir.resolve("test.csv"), data(2, 60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"masked_average", "padded_average"})
  void train_separableTexts_writesAModelThatAnswers(String pooling) throws IOException {
    Run run = train("model", "--test", dir.resolve("test.csv").toString(), "--pooling", pooling);

    assertEquals(0, run.status, run.err);
    ModelDirectory model = ModelDirectory.open(dir.resolve("model"));
    model.verifyChecksums();
    try (TextClassifier classifier = TextClassifier.load(model)) {
      assertEquals("sports", classifier.classify("Goal! Match, team.").label());
      assertEquals("money", classifier.classify("bank").label());
    }
    JsonNode metrics =
        new JsonMapper().readTree(Files.readAllBytes(dir.resolve("model/training/metrics.json")));
    assertEquals(3, metrics.get("epochs").size());
    assertTrue(metrics.at("/test/accuracy").doubleValue() > 0.9, metrics.toString());
    assertEquals(60, metrics.at("/exportParity/texts").intValue());
    assertTrue(Files.readString(dir.resolve("model/training/curves.svg")).contains("<svg"));
    assertTrue(
        Files.readString(dir.resolve("model/training/confusion-matrix.svg")).contains("money"));
    assertTrue(Files.readString(dir.resolve("model/README.md")).contains("test.csv"));
    assertFalse(Files.exists(dir.resolve("model.training")));
  }

  @Test
  void train_killedThreeTimes_resumesToTheSameModel() throws Exception {
    assertEquals(0, train("whole").status);
    SplittableRandom random = new SplittableRandom(20261122);
    int killed = 0;
    for (int kill = 0; kill < 3; kill++) {
      Process process = child("killed");
      Path checkpoint = dir.resolve("killed.training/checkpoint.bin");
      long before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint).toMillis() : 0;
      while (process.isAlive()
          && (!Files.exists(checkpoint)
              || Files.getLastModifiedTime(checkpoint).toMillis() == before)) {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      process.waitFor(random.nextInt(150), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      killed += process.exitValue() == 0 ? 0 : 1;
      assertFalse(Files.exists(dir.resolve("killed/config.json")) && process.exitValue() != 0);
    }
    assertEquals(3, killed, "the run was too short to be killed three times");

    Run resumed = train("killed", "--resume");

    assertEquals(0, resumed.status, resumed.err);
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("whole/model.onnx")),
        Files.readAllBytes(dir.resolve("killed/model.onnx")));
  }

  @Test
  void train_checkpointWithoutResume_isRefused() throws IOException {
    Files.createDirectories(dir.resolve("model.training"));
    Files.writeString(dir.resolve("model.training/checkpoint.bin"), "x");

    Run run = train("model");

    assertEquals(2, run.status);
    assertTrue(run.err.contains("--resume"), run.err);
  }

  @Test
  void train_strangeCheckpoint_isRefusedWithItsName() throws IOException {
    Files.createDirectories(dir.resolve("model.training"));
    Files.writeString(dir.resolve("model.training/checkpoint.bin"), "not a checkpoint");

    Run run = train("model", "--resume");

    assertEquals(1, run.status);
    assertTrue(run.err.contains("checkpoint.bin"), run.err);
  }

  @Test
  void train_unknownPreset_isAUsageErrorThatNamesThePresets() {
    Run run = train("model", "--preset", "huge");

    assertEquals(2, run.status);
    assertTrue(run.err.contains("huge") && run.err.contains("lesson, compact"), run.err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epochs=0", "--batch-size=0", "--label-smoothing=1", "--width=x"})
  void train_settingOutOfRange_isAUsageErrorThatNamesIt(String option) {
    Run run = train("model", option);

    assertEquals(2, run.status);
    String name = option.substring(2, option.indexOf('='));
    assertTrue(
        run.err.replace("-", "").toLowerCase(Locale.ROOT).contains(name.replace("-", "")), run.err);
  }

  @Test
  void help_always_showsExamples() {
    Run run = execute(List.of("train", "--help"));

    assertEquals(0, run.status);
    assertTrue(run.out.contains("heed train --data train.csv"), run.out);
  }

  private Run train(String output, String... more) {
    List<String> args = arguments(output);
    args.addAll(List.of(more));
    return execute(args);
  }

  private List<String> arguments(String output) {
    List<String> args = new ArrayList<>(List.of("train"));
    args.addAll(List.of("--data", dir.resolve("train.csv").toString()));
    args.addAll(List.of("--output", dir.resolve(output).toString()));
    args.addAll(SMALL);
    return args;
  }

  private Process child(String output) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ConverterCommand.class.getName()));
    command.addAll(arguments(output));
    command.add("--resume");
    ProcessBuilder child = new ProcessBuilder(command);
    child.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return child.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static Run execute(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ConverterCommand.commandLine(new PrintWriter(out), new PrintWriter(err))
            .execute(args.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  /** Texts of two classes with words of their own and some in common. */
  private static String data(long seed, int rows) {
    String[][] words = {
      {"goal", "match", "team", "coach", "cup", "win"},
      {"bank", "stock", "price", "market", "loan", "trade"},
      {"the", "a", "in", "new", "after"}
    };
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder("label,text\n");
    for (int row = 0; row < rows; row++) {
      int label = random.nextInt(2);
      csv.append(label == 0 ? "sports" : "money").append(',');
      for (int word = 1 + random.nextInt(9); word >= 0; word--) {
        String[] from = words[random.nextInt(3) == 0 && word > 0 ? 2 : label];
        csv.append(from[random.nextInt(from.length)]).append(' ');
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
