package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.report.ClassifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heed bench report}: what the raw results of a run say. */
@Command(
    name = "report",
    description = {
      "Tells from the raw results of the classify benchmarks where the time of classify goes:"
          + " tokenizer + bare run + ranking + rest. Markdown that reads as text.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench report bench/results/classifyturns-2026-11-22.json",
      "  heed bench report --svg breakdown.svg bench/results/classifyturns-2026-11-22.json",
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--svg",
      paramLabel = "PICTURE",
      description = "Draws the breakdown as stacked bars into this file too.")
  private @Nullable Path picture;

  @Parameters(paramLabel = "FILE", description = "JMH's results as JSON.")
  private Path file = Path.of(""); // set by picocli

  private ReportCommand() {}

  @Override
  public Integer call() {
    ClassifyReport report = ClassifyReport.read(file);
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.markdown());
    out.flush();
    if (picture != null) {
      try {
        Files.writeString(picture, report.svg());
      } catch (IOException e) {
        throw new BenchException(Kind.IO, picture + ": cannot be written: " + e, e);
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
