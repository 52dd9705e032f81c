package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.gpu.GpuResult;
import io.heed.bench.report.ClassifyReport;
import io.heed.bench.report.GpuReport;
import io.heed.bench.report.LoopbackReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code heed bench report}: what the raw results of a run say. */
@Command(
    name = "report",
    description = {
      "Tells from the raw results of the classify benchmarks where the time of classify goes:"
          + " tokenizer + bare run + ranking + rest. Markdown that reads as text.",
      "",
      "Of those of LoopbackTurns it tells what the server's ports add to a call.",
      "",
      "Of the raw results of heed bench gpu it prints the tables and writes a page with pictures"
          + " beside the file.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench report bench/results/classifyturns-2026-11-22.json",
      "  heed bench report --svg breakdown.svg bench/results/classifyturns-2026-11-22.json",
      "  heed bench report bench/results/gpu-2026-11-22.json",
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--svg",
      paramLabel = "PICTURE",
      description = "Draws the breakdown as stacked bars into this file too.")
  private @Nullable Path picture;

  @Parameters(paramLabel = "FILE", description = "Raw results as JSON: JMH's, or of gpu.")
  private Path file = Path.of(""); // set by picocli

  private ReportCommand() {}

  @Override
  public Integer call() {
    if (isGpu()) {
      return gpu();
    }
    PrintWriter out = spec.commandLine().getOut();
    Optional<LoopbackReport> loopback = LoopbackReport.read(file);
    if (loopback.isPresent()) {
      requireNoPicture("LoopbackTurns, which has none");
      out.print(loopback.get().markdown());
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    ClassifyReport report = ClassifyReport.read(file);
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

  private void requireNoPicture(String of) {
    if (picture != null) {
      throw new BenchException(Kind.USAGE, "--svg: found with results of " + of);
    }
  }

  private boolean isGpu() {
    try {
      return GpuReport.isGpu(JsonMapper.shared().readTree(Files.readAllBytes(file)));
    } catch (IOException | JacksonException e) {
      return false; // whoever reads it as JMH's says what is wrong
    }
  }

  private int gpu() {
    requireNoPicture("gpu, whose pictures go beside the file");
    GpuReport report = GpuReport.of(GpuResult.read(file));
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.markdown());
    out.println("\nPage: " + GpuPage.write(file, report));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
