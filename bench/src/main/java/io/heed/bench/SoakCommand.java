package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.soak.SoakModel;
import io.heed.bench.soak.SoakResult;
import io.heed.bench.soak.SoakRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed bench soak}: many requests of all kinds, and the books afterwards. */
@Command(
    name = "soak",
    description = {
      "Sends requests of random kinds through a tiny model: plain, blocking, with deadlines and"
          + " priorities, cancelled, poisoned, without a token. Every one must end once, as it has"
          + " to; no permit and no native handle may stay, and memory must not grow.",
      "",
      "Exit status 1 if anything is wrong.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench soak                                # 10 million requests, some minutes",
      "  heed bench soak --requests 100000 --seed 7 -o /tmp/soak.json",
    })
final class SoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private long requests = 10_000_000;

  @Option(
      names = "--senders",
      paramLabel = "N",
      defaultValue = "4",
      description = "Threads that send. Default: ${DEFAULT-VALUE}.")
  private int senders = 4;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the kinds of requests. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The results. Default: bench/results/soak-DATE.json.")
  private @Nullable Path output;

  private SoakCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (requests < 1 || senders < 1) {
      throw new BenchException(
          Kind.USAGE,
          "--requests " + requests + ", --senders " + senders + ", expected 1 or more of both");
    }
    Path model = ResultFile.directory().resolveSibling("target/models/soak");
    SoakResult result =
        new SoakRun(
                SoakModel.write(model),
                requests,
                senders,
                seed,
                spec.commandLine().getErr()::println)
            .run();
    Path file = output != null ? output : ResultFile.unused("soak", Clock.systemUTC());
    ResultFile.write(file, result.json());
    PrintWriter out = spec.commandLine().getOut();
    out.print(result.text());
    List<String> faults = result.faults();
    faults.forEach(fault -> out.println("WRONG: " + fault));
    out.println("Results: " + file);
    return faults.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
