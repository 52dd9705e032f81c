package io.heed.bench;

import ai.onnxruntime.OrtEnvironment;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.serve.ServeModel;
import io.heed.bench.serve.ServePart;
import io.heed.bench.serve.ServeReport;
import io.heed.bench.serve.ServeRun;
import io.heed.bench.serve.ServeSettings;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed bench serve}: what the server adds to the engine, and others beside it. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "What serving adds: latency at low load and texts a second, in this process, through the"
          + " server's way to the models, and over the binary protocol, gRPC and HTTP on loopback;"
          + " all in one run and in turns.",
      "",
      "With --node or --python also the highest rate that Heed's HTTP port and services of these"
          + " stacks hold with p99 in bounds: same graph, texts, HTTP client and processors, each"
          + " service in processes of its own. On a machine with more processors than wanted, start"
          + " the whole command under taskset.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench serve",
      "  heed bench serve --model minilm --texts ../shared/agnews/test.csv --rates 20,50",
      "  heed bench serve --parts peers --node ~/peer --python ~/peer/bin/python --bounds 10,25",
      "  heed bench serve --rounds 1 --seconds 1 --busy-seconds 1 -o /tmp/smoke.json",
    })
final class ServeCommand implements Callable<Integer> {
  private static final int TEXTS = 1024;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = ServeModel.BUNDLED,
      description =
          "bundled, minilm (a classifier of its size with random weights) or a model directory;"
              + " fp32. Default: ${DEFAULT-VALUE}.")
  private String model = ServeModel.BUNDLED;

  @Option(
      names = "--texts",
      paramLabel = "TEXTS",
      defaultValue = Texts.HEADLINE,
      description =
          "headline, paragraph, AG News as CSV, or a file with one text a line. Default:"
              + " ${DEFAULT-VALUE}.")
  private String texts = Texts.HEADLINE;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Turns of each contestant. Default: ${DEFAULT-VALUE}.")
  private int rounds = 7;

  @Option(
      names = "--rates",
      paramLabel = "RATE",
      split = ",",
      defaultValue = "100,500",
      description = "Arrivals a second at low load. Default: ${DEFAULT-VALUE}.")
  private List<Double> rates = List.of(100.0, 500.0);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "Of each rate in a round. Default: ${DEFAULT-VALUE}.")
  private double seconds = 3;

  @Option(
      names = "--busy-seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "Of a contestant kept busy in a round. Default: ${DEFAULT-VALUE}.")
  private double busySeconds = 3;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Texts unanswered at a time then, and connections over HTTP. Default: ${DEFAULT-VALUE}.")
  private int inFlight = 64;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of the binary protocol and of gRPC. Default: ${DEFAULT-VALUE}.")
  private int connections = 2;

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "${COMPLETION-CANDIDATES}. Default: latency and throughput, and all where --node or --python"
              + " is given.")
  private @Nullable List<ServePart> parts;

  @Option(
      names = "--contestants",
      paramLabel = "NAME",
      split = ",",
      description =
          "Of Heed's own those beside the one in process: service, binary, gRPC, HTTP. Default:"
              + " all.")
  private List<String> contestants = List.of();

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "15",
      description =
          "How long everyone is kept busy before the first round, with the bundled model too."
              + " Default: ${DEFAULT-VALUE}.")
  private double warmUp = 15;

  @Option(
      names = "--node",
      paramLabel = "FOLDER",
      description =
          "A folder in which 'npm install @huggingface/transformers onnxruntime-node' was done.")
  private @Nullable Path node;

  @Option(
      names = "--python",
      paramLabel = "PYTHON",
      description = "A Python with onnxruntime, tokenizers, numpy, fastapi and uvicorn.")
  private @Nullable String python;

  @Option(
      names = "--bounds",
      paramLabel = "MS",
      split = ",",
      defaultValue = "10,25",
      description = "Bounds of p99 in the comparison with others. Default: ${DEFAULT-VALUE}.")
  private List<Double> bounds = List.of(10.0, 25.0);

  @Option(
      names = "--ramp-rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Turns of each service in it. Default: ${DEFAULT-VALUE}.")
  private int rampRounds = 3;

  @Option(
      names = "--ramp-seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "Of each rate in it. Default: ${DEFAULT-VALUE}.")
  private double rampSeconds = 2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all that is left to chance. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description =
          "Where models are made and logs lie. Default: target/models of the bench module.")
  private @Nullable Path work;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The raw results; tables and picture lie beside it. Default:"
              + " bench/results/NAME-DATE.json.")
  private @Nullable Path output;

  private ServeCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = work != null ? work : ResultFile.directory().resolveSibling("target/models");
    List<String> chosen = new ArrayList<>(Texts.of(texts));
    Collections.shuffle(chosen, new Random(seed));
    ServeSettings settings =
        new ServeSettings(
            chosenParts(),
            Set.copyOf(contestants),
            chosen.subList(0, Math.min(TEXTS, chosen.size())),
            EncoderArguments.atLeastOne("--rounds", rounds),
            positive("--rates", rates),
            duration("--seconds", seconds),
            duration("--busy-seconds", busySeconds),
            EncoderArguments.atLeastOne("--in-flight", inFlight),
            EncoderArguments.atLeastOne("--connections", connections),
            EncoderArguments.atLeastOne("--ramp-rounds", rampRounds),
            duration("--ramp-seconds", rampSeconds),
            positive("--bounds", bounds),
            duration("--warm-up", warmUp),
            Optional.ofNullable(node),
            Optional.ofNullable(python),
            folder,
            seed);
    Map<String, Object> described = described(settings);
    ServeReport report =
        new ServeRun(ServeModel.of(model, folder), settings, spec.commandLine().getErr()::println)
            .measure(described);
    described.put("loadAverageAfter", load());
    described.put("onnxRuntime", OrtEnvironment.getEnvironment().getVersion());
    Path name = Path.of(model).getFileName();
    Path file = output != null ? output : ResultFile.unused("serve-" + name, Clock.systemUTC());
    ResultFile.write(file, report.json());
    ResultFile.write(beside(file, ".md"), report.markdown());
    report.svg().ifPresent(svg -> ResultFile.write(beside(file, ".svg"), svg));
    out.print(report.markdown());
    out.println("\nResults: " + file);
    return CommandLine.ExitCode.OK;
  }

  private Set<ServePart> chosenParts() {
    if (parts != null) {
      return EnumSet.copyOf(parts);
    }
    return node != null || python != null
        ? EnumSet.allOf(ServePart.class)
        : EnumSet.of(ServePart.LATENCY, ServePart.THROUGHPUT);
  }

  private Map<String, Object> described(ServeSettings settings) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("model", model);
    described.put("texts", texts);
    described.put("distinctTexts", settings.texts().size());
    described.put("rounds", rounds);
    described.put("inFlight", inFlight);
    described.put("connections", connections);
    described.put("seed", seed);
    described.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    described.put("processors", Runtime.getRuntime().availableProcessors());
    described.put("loadAverageBefore", load());
    return described;
  }

  private static String load() {
    return String.format(
        Locale.ROOT, "%.2f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static Path beside(Path file, String suffix) {
    return Path.of(file.toString().replaceFirst("(\\.json)?$", suffix));
  }

  private static List<Double> positive(String option, List<Double> values) {
    for (double value : values) {
      if (!(value > 0 && value < 1e6)) {
        throw new BenchException(Kind.USAGE, option + ": " + value + ", expected more than 0");
      }
    }
    return values;
  }

  private static Duration duration(String option, double value) {
    return Duration.ofNanos(Math.round(positive(option, List.of(value)).get(0) * 1e9));
  }
}
