package io.heed.converter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.TextClassifier;
import io.heed.models.ModelDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the field.
class SynthesizeCommandTest {
  @TempDir Path dir;

  private record Run(int status, String out, String err) {}

  private static Run synthesize(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("synthesize"));
    words.addAll(List.of(arguments));
    int status =
        ConverterCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  @Test
  void synthesize_everyNumberReplaced_isWritten() {
    Path target = dir.resolve("model");
    Run run =
        synthesize(
            ("--preset bert-base --layers 3 --hidden-size 24 --heads 4 --intermediate-size 40"
                    + " --vocabulary-size 500 --max-positions 64 --type-vocabulary-size 1 --labels 5"
                    + " --activation gelu_tanh --opset 20 --seed 9 --style primitive"
                    + " --task classification --external-data --quiet --output "
                    + target)
                .split(" "));

    assertEquals(0, run.status, run.err);
    ModelDirectory written = ModelDirectory.open(target);
    written.verifyChecksums();
    assertEquals(3, written.config().others().get("num_hidden_layers"));
    assertEquals(24, written.config().others().get("hidden_size"));
    assertEquals(40, written.config().others().get("intermediate_size"));
    assertEquals("gelu_new", written.config().others().get("hidden_act"));
    assertEquals(64, written.config().maxPositionEmbeddings().orElseThrow());
    assertTrue(written.has("model.onnx_data"));
    String card = new String(written.read("README.md"), StandardCharsets.UTF_8);
    assertTrue(card.contains("random, seed 9"), card);
    assertTrue(card.contains("heed synthesize --preset bert-base"), card);
    assertEquals("random, seed 9", written.metadata().orElseThrow().provenance().get("weights"));
    try (TextClassifier classifier = TextClassifier.load(written)) {
      assertEquals(5, classifier.classify("a text", "and another").scores().size());
    }
  }

  /**
   * By hand: embeddings 1000·32 + 128·32 + 2·32 + 64 = 36,224; a layer 4·(32·32 + 32) + 4·32 +
   * 2·32·64 + 96 = 8,544; pooler 1,056; classifier 66; together 54,434.
   */
  @Test
  void synthesize_tiny_tellsWhatItWrote() {
    Path target = dir.resolve("model");
    Run run = synthesize("--preset", "tiny", "-o", target.toString());

    assertEquals(0, run.status, run.err);
    assertTrue(
        run.out.startsWith(target + ": 54,434 parameters, 0.2 MB, random weights of seed 42"),
        run.out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--heads 5 | heed: heads: found 5, expected a divisor of hidden-size 32",
        "--layers 0 | heed: layers: found 0, expected 1 to 1000",
        "--opset 23 | heed: opset: found 23, expected 17 to 22",
        "--task sing | Invalid value for option '--task'",
        "--style baroque | Invalid value for option '--style'",
      })
  void synthesize_badSetting_isAUsageErrorThatNamesIt(String arguments, String message) {
    Path target = dir.resolve("model");
    List<String> words =
        new ArrayList<>(List.of("--preset", "tiny", "--output", target.toString()));
    words.addAll(List.of(arguments.split(" ")));
    Run run = synthesize(words.toArray(String[]::new));

    assertEquals(2, run.status);
    assertTrue(run.err.contains(message), run.err);
    assertFalse(Files.exists(target));
  }

  @Test
  void synthesize_directoryOfSomethingElse_isRefused() throws Exception {
    Files.writeString(dir.resolve("thesis.txt"), "years of work");
    Run run = synthesize("--preset", "tiny", "--output", dir.toString());

    assertEquals(1, run.status);
    assertTrue(run.err.contains("no heed.json"), run.err);
  }

  @Test
  void help_shown_hasExamples() {
    Run run = synthesize("--help");

    assertEquals(0, run.status);
    assertTrue(run.out.contains("heed synthesize --preset bert-base --output"), run.out);
  }
}
