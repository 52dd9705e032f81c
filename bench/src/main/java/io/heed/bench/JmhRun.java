package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * A run of JMH in rounds: each round forks every benchmark once, and the forks of all rounds make
 * one result. JMH by itself runs all forks of a benchmark before it turns to the next, minutes
 * later, when a shared machine may have another speed. Confined to one thread.
 */
final class JmhRun {
  private static final int DEFAULT_ROUNDS = 3;

  private final CommandLineOptions options;
  private final @Nullable Path target;

  private JmhRun(CommandLineOptions options, @Nullable Path target) {
    this.options = options;
    this.target = target;
  }

  /**
   * Reads JMH's options.
   *
   * @throws BenchException of kind USAGE if JMH does not know one, or the format is not JSON
   */
  static JmhRun of(List<String> arguments) {
    List<String> passed = new ArrayList<>();
    Path target = null;
    for (int i = 0; i < arguments.size(); i++) {
      boolean hasValue = i + 1 < arguments.size();
      if (arguments.get(i).equals("-rff") && hasValue) {
        target = Path.of(arguments.get(++i));
      } else if (arguments.get(i).equals("-rf") && hasValue) {
        String format = arguments.get(++i);
        if (!format.equals("json")) {
          throw new BenchException(
              Kind.USAGE, "-rf " + format + ": the results are JSON, expected -rf json or none");
        }
      } else {
        passed.add(arguments.get(i));
      }
    }
    try {
      return new JmhRun(new CommandLineOptions(passed.toArray(String[]::new)), target);
    } catch (CommandLineOptionException e) {
      throw new BenchException(Kind.USAGE, "JMH: " + e.getMessage() + "; -h lists its options", e);
    }
  }

  /** Prints what JMH's {@code -h -l -lp -lprof -lrf} ask for; false if it was none of them. */
  boolean listed() {
    try {
      if (options.shouldHelp()) {
        options.showHelp();
      } else if (options.shouldList()) {
        new Runner(options).list();
      } else if (options.shouldListWithParams()) {
        new Runner(options).listWithParams(options);
      } else if (options.shouldListProfilers()) {
        options.listProfilers();
      } else if (options.shouldListResultFormats()) {
        options.listResultFormats();
      } else {
        return false;
      }
      return true;
    } catch (IOException e) {
      throw new BenchException(Kind.IO, "JMH's help cannot be shown: " + e, e);
    }
  }

  /** Measures; returns the file with the results. */
  Path measure() {
    int forks = options.getForkCount().orElse(DEFAULT_ROUNDS);
    int rounds = Math.max(1, forks); // -f 0: in this process, for debuggers
    Options round = new OptionsBuilder().parent(options).forks(Math.min(1, forks)).build();
    Map<BenchmarkParams, List<BenchmarkResult>> forksOf = new TreeMap<>();
    try {
      for (int i = 0; i < rounds; i++) {
        for (RunResult result : new Runner(round).run()) {
          forksOf
              .computeIfAbsent(result.getParams(), params -> new ArrayList<>())
              .addAll(result.getBenchmarkResults());
        }
      }
    } catch (RunnerException e) {
      throw new BenchException(Kind.RUN, "JMH: " + e.getMessage(), e);
    }
    List<RunResult> results = new ArrayList<>();
    forksOf.forEach((params, forked) -> results.add(new RunResult(params, forked)));
    if (results.isEmpty()) {
      throw new BenchException(Kind.RUN, "no benchmark gave a result; JMH's output above says why");
    }
    Path file = target != null ? target : ResultFile.unused(names(results), Clock.systemUTC());
    ResultFile.write(file, results, rounds);
    return file;
  }

  private static Collection<String> names(List<RunResult> results) {
    return results.stream().map(result -> result.getParams().getBenchmark()).toList();
  }
}
