package io.heed.bench;

import io.heed.bench.encoder.EncoderModel;
import io.heed.bench.encoder.TextEncoder;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.load.Arrivals;
import io.heed.bench.load.CapacityProbe;
import io.heed.bench.load.LoadClock;
import io.heed.bench.load.LoadGenerator;
import io.heed.bench.load.LoadReport;
import io.heed.bench.load.LoadRun;
import io.heed.bench.load.LoadTarget;
import io.heed.bench.load.StepPlan;
import io.heed.bench.load.SystemLoadClock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed bench load}: latency at fixed rates of arrival. */
@Command(
    name = "load",
    description = {
      "Latency of a text encoder under open-loop load: texts arrive at a fixed rate whether or not"
          + " earlier ones are answered, and latency counts from the moment a text was meant to"
          + " arrive.",
      "",
      "Before each step the capacity is measured in a closed loop. Goodput is what was answered in"
          + " time. Keeps a picture beside the results: latency over rate.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench load --model minilm --texts ../shared/agnews/test.csv",
      "  heed bench load --variant int8 --rates 50,100,200 --seconds 60",
      "  heed bench load --arrivals uniform --multiples 0.5,0.8,0.95,1,2 --deadline 200",
      "  heed bench load --texts headline --multiples 0.5 --seconds 2 --warm-up 0"
          + " --capacity-seconds 1 -o /tmp/smoke.json",
    })
final class LoadCommand implements Callable<Integer> {
  private static final int TEXTS = 1024;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private EncoderArguments arguments = new EncoderArguments();

  @Option(
      names = "--arrivals",
      paramLabel = "KIND",
      defaultValue = "poisson",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Arrivals arrivals = Arrivals.POISSON;

  @Option(
      names = "--rates",
      paramLabel = "RATE",
      split = ",",
      description = "Arrivals a second, a step each.")
  private @Nullable List<Double> rates;

  @Option(
      names = "--multiples",
      paramLabel = "TIMES",
      split = ",",
      description = "Steps as multiples of the capacity. Default: 0.5,0.8,0.95,1,2.")
  private @Nullable List<Double> multiples;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "What is measured of a step. Default: ${DEFAULT-VALUE}.")
  private double seconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds before it, at the same rate. Default: ${DEFAULT-VALUE}.")
  private double warmUp = 5;

  @Option(
      names = "--capacity-seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "How long the capacity is measured, after half of that to warm up."
              + " Default: ${DEFAULT-VALUE}.")
  private double capacitySeconds = 5;

  @Option(
      names = "--deadline",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "An answer after so many milliseconds is late. Default: ${DEFAULT-VALUE}.")
  private double deadlineMillis = 1000;

  @Option(
      names = "--drain",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds to wait for the last answers. Default: ${DEFAULT-VALUE}.")
  private double drain = 30;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "256",
      description = "Texts that may wait; one more is refused. Default: ${DEFAULT-VALUE}.")
  private int queue = 256;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description =
          "Texts unanswered at a time while the capacity is measured. Default: 4 for each thread,"
              + " if the queue has room for them.")
  private int inFlight;

  @Option(
      names = "--svg",
      paramLabel = "PICTURE",
      description = "The picture. Default: beside the results.")
  private @Nullable Path picture;

  private LoadCommand() {}

  @Override
  public Integer call() {
    if (rates != null && multiples != null) {
      throw new BenchException(Kind.USAGE, "--rates and --multiples: found both, expected one");
    }
    List<Double> wanted = positive(rates != null ? rates : multiples);
    int threads = arguments.threads();
    StepPlan plan =
        new StepPlan(
            arrivals,
            1, // set by each step
            duration("--warm-up", warmUp, 0),
            duration("--seconds", seconds, Double.MIN_VALUE),
            duration("--deadline", deadlineMillis / 1e3, Double.MIN_VALUE),
            duration("--drain", drain, 0),
            arguments.seed());
    Duration capacity = duration("--capacity-seconds", capacitySeconds, Double.MIN_VALUE);
    List<String> texts = arguments.texts(TEXTS);
    EncoderModel model = arguments.openModel();
    int waiting = EncoderArguments.atLeastOne("--queue", queue);
    try (TextEncoder encoder = arguments.encoder().open(model, threads, waiting, plan.deadline())) {
      LoadTarget target = request -> encoder.submit(texts.get(request % texts.size()));
      LoadClock clock = new SystemLoadClock();
      int unanswered =
          inFlight != 0
              ? EncoderArguments.atLeastOne("--in-flight", inFlight)
              : Math.min(4 * threads, threads + waiting);
      LoadRun run =
          new LoadRun(
              new LoadGenerator(clock, target),
              new CapacityProbe(clock, target, unanswered),
              capacity.dividedBy(2),
              capacity,
              spec.commandLine().getErr()::println);
      Thread thread = Thread.currentThread();
      String name = thread.getName();
      thread.setName("load-generator");
      try {
        boolean shares = rates == null;
        finish(new LoadReport(settings(texts), shares, run.measure(wanted, shares, plan)));
      } finally {
        thread.setName(name);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Map<String, Object> settings(List<String> texts) {
    Map<String, Object> settings = arguments.settings();
    settings.put("distinctTexts", texts.size());
    settings.put("arrivals", arrivals.toString());
    settings.put("seconds", seconds);
    settings.put("warmUpSeconds", warmUp);
    settings.put("capacitySeconds", capacitySeconds);
    settings.put("deadlineMillis", deadlineMillis);
    settings.put("queue", queue);
    return settings;
  }

  private void finish(LoadReport report) {
    Path chosen = arguments.output();
    Path file =
        chosen != null
            ? chosen
            : ResultFile.unused(arguments.resultName("load"), Clock.systemUTC());
    ResultFile.write(file, report.json());
    Path svg =
        picture != null ? picture : Path.of(file.toString().replaceFirst("(\\.json)?$", ".svg"));
    ResultFile.write(svg, report.svg());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.markdown());
    out.println("\nResults: " + file + "\nPicture: " + svg);
  }

  private static List<Double> positive(@Nullable List<Double> values) {
    List<Double> steps = values != null ? values : List.of(0.5, 0.8, 0.95, 1.0, 2.0);
    for (double step : steps) {
      if (!(step > 0 && step < 1e6)) {
        throw new BenchException(Kind.USAGE, "step: " + step + ", expected more than 0");
      }
    }
    return steps;
  }

  private static Duration duration(String option, double seconds, double least) {
    if (!(seconds >= least && seconds < 1e6)) {
      throw new BenchException(
          Kind.USAGE,
          option + ": " + seconds + ", expected " + (least > 0 ? "more than 0" : "0 or more"));
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
