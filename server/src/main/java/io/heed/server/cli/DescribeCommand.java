package io.heed.server.cli;

import io.heed.engine.ModelDescription;
import io.heed.engine.TextClassifier;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed describe}: what a model is. */
@Command(
    name = "describe",
    description = {
      "Tells what a model is: labels, inputs and outputs, operator sets, sizes, tokenizer.",
      "",
      "Exit status: 0 done, 1 if the model cannot be loaded, 2 if the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = HeedVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed describe",
      "  heed describe --model models/mine --variant int8",
      "  heed describe --model models/mine --format json",
    })
final class DescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; JSON is one object. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  private DescribeCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (TextClassifier classifier = model.load(1)) {
      ModelDescription description = classifier.describe();
      out.print(
          format == OutputFormat.JSON
              ? DescriptionFormat.json(description)
              : DescriptionFormat.text(description));
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }
}
