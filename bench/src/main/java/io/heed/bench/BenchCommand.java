package io.heed.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heed bench}: runs benchmarks with JMH's options; the main class of this module. */
@Command(
    name = "heed bench",
    synopsisSubcommandLabel = "[report | throughput | load | serve | gpu]",
    description = {
      "Runs microbenchmarks with JMH and keeps its raw results as JSON.",
      "",
      "All options but those below are JMH's; 'heed bench -h' lists them. The forks of -f run in"
          + " rounds: every benchmark once, then all again, so that a machine that changes its"
          + " speed treats all alike. Without -rff FILE the results go to"
          + " bench/results/NAME-DATE.json.",
      "",
      "Exit status: 0 done, 1 if a benchmark failed, 2 if the command was called wrongly.",
      ""
    },
    versionProvider = BenchVersion.class,
    subcommands = {
      ReportCommand.class,
      ThroughputCommand.class,
      LoadCommand.class,
      SoakCommand.class,
      ServeCommand.class,
      GpuCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench -l",
      "  heed bench ClassifyTurns",
      "  heed bench ClassifyTurns -p texts=headlines.txt -p model=models/mine",
      "  heed bench Classify -prof gc",
      "  heed bench -f 1 -wi 1 -i 1 -rff /tmp/smoke.json 'ClassifyBenchmark.(classify|rank)'",
      "  heed bench report bench/results/classifyturns-2026-11-22.json",
      "  heed bench throughput --model minilm --texts ../shared/agnews/test.csv",
      "  heed bench load --variant int8 --multiples 0.5,0.8,0.95,1,2",
      "  heed bench serve",
      "  heed bench gpu --dry-run -o /tmp/smoke.json",
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(names = "--help", usageHelp = true, description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Shows the versions.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean version;

  @Parameters(
      arity = "0..*",
      paramLabel = "JMH-OPTIONS",
      description = "JMH's options and the benchmarks to run, as regular expressions.")
  private List<String> jmhArguments = new ArrayList<>();

  private BenchCommand() {}

  /** Runs the command and leaves the JVM: 0 done, 1 failed, 2 called wrongly. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = commandLine(out, err).execute(args);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  /** The command line over other streams than the process's own; JMH itself writes to stdout. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Failures failures = new Failures();
    return new CommandLine(new BenchCommand())
        .setUnmatchedOptionsArePositionalParams(true)
        .setStopAtPositional(true)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  @Override
  public Integer call() {
    JmhRun run = JmhRun.of(jmhArguments);
    if (run.listed()) {
      return CommandLine.ExitCode.OK;
    }
    spec.commandLine().getOut().println("Results: " + run.measure());
    return CommandLine.ExitCode.OK;
  }
}
