package io.heed.server.cli;

import io.heed.engine.TextClassifier;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heed classify}: the labels of texts. */
@Command(
    name = "classify",
    description = {
      "Tells the label of each text, with its score.",
      "",
      "Exit status: 0 if every text got an answer, 1 if not, 2 if the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = HeedVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed classify \"Oil prices soar to an all-time record\"",
      "  heed classify --top-k 4 \"Oil prices soar\" \"Striker scores twice\"",
      "  heed classify --model models/mine --variant int8 \"Some text\"",
      "  heed classify --model models/mine --variant fp16 --device cuda --gpu-memory-limit 4g -",
      "  tail -f headlines.txt | heed classify --format json -",
    })
final class ClassifyCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final InputStream in;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = {"-k", "--top-k"},
      paramLabel = "N",
      description = "How many labels to list, best first. Without it: 1 as text, all as JSON.")
  private @Nullable Integer topK;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; one JSON object a line. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  @Parameters(
      arity = "1..*",
      paramLabel = "TEXT",
      description =
          "The texts; a single - reads them from the standard input as UTF-8, one a line, and"
              + " answers each as it comes.")
  private List<String> texts = List.of();

  ClassifyCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() {
    boolean streaming = texts.equals(List.of(STANDARD_INPUT));
    checkArguments(streaming);
    int all = Integer.MAX_VALUE;
    int shown = topK != null ? topK : format == OutputFormat.TEXT ? 1 : all;
    PrintWriter out = spec.commandLine().getOut();
    try (TextClassifier classifier = model.load(shown)) {
      AnswerWriter answers =
          format == OutputFormat.JSON
              ? new JsonAnswerWriter(out)
              : new TextAnswerWriter(out, classifier.labels(), streaming || texts.size() > 1);
      Answering answering = new Answering(classifier, answers, spec.commandLine().getErr());
      boolean complete =
          streaming ? answering.answerLines(new LineInput(in)) : answering.answer(texts, "text", 1);
      return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void checkArguments(boolean streaming) {
    if (topK != null && topK < 1) {
      throw new ParameterException(spec.commandLine(), "--top-k: " + topK + ", expected 1 or more");
    }
    if (!streaming && texts.contains(STANDARD_INPUT)) {
      throw new ParameterException(
          spec.commandLine(), "- (standard input) stands among other texts, expected it alone");
    }
  }
}
