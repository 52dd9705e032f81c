package io.heed.bench;

import io.heed.bench.encoder.EncoderModel;
import io.heed.bench.encoder.EncoderText;
import io.heed.bench.encoder.TextEncoder;
import io.heed.bench.throughput.Agreement;
import io.heed.bench.throughput.Contestant;
import io.heed.bench.throughput.EncoderContestants;
import io.heed.bench.throughput.Series;
import io.heed.bench.throughput.ThroughputReport;
import io.heed.bench.throughput.ThroughputRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed bench throughput}: texts a second, side by side. */
@Command(
    name = "throughput",
    description = {
      "Texts a second into mean-pooled vectors: a text encoder beside plain loops over ONNX Runtime.",
      "",
      "All contestants run in one process and in turns, so that the ratios of a round hold on a"
          + " machine that changes its speed. The loops: padded batches of 8 and 32, as ONNX"
          + " Runtime's examples have them, with all cores in a run and with a run a core, of"
          + " which the best is the rival; and one text a run with reused tensors.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench throughput --model minilm --texts ../shared/agnews/test.csv",
      "  heed bench throughput --variant int8 --rounds 9 --count 512",
      "  heed bench throughput --policies",
      "  heed bench throughput --texts paragraph --count 8 --rounds 1 -o /tmp/smoke.json",
    })
final class ThroughputCommand implements Callable<Integer> {
  private static final int COMPARED_TEXTS = 8;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private EncoderArguments arguments = new EncoderArguments();

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "256",
      description = "Texts of a turn, the same ones in each. Default: ${DEFAULT-VALUE}.")
  private int count = 256;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each contestant; fewer than 5 give no figure. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--policies",
      description = "Adds the engine with other batch policies, lanes and threads of a run.")
  private boolean policies;

  private ThroughputCommand() {}

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    int turns = EncoderArguments.atLeastOne("--rounds", rounds);
    int threads = arguments.threads();
    List<String> chosen = arguments.texts(count);
    EncoderModel model = arguments.openModel();
    List<EncoderText> texts = EncoderText.prepare(chosen, model);
    TextEncoder encoder =
        arguments.encoder().open(model, threads, EncoderContestants.IN_FLIGHT, Duration.ZERO);
    try (EncoderContestants contestants =
        EncoderContestants.open(model, threads, arguments.encoder().toString(), encoder)) {
      if (policies) {
        contestants.addPolicies(model, threads);
      }
      Map<String, Object> settings = arguments.settings();
      settings.put("count", texts.size());
      settings.put(
          "meanTokens",
          texts.stream().mapToInt(text -> text.tokens().length()).average().orElse(0));
      settings.put("rounds", turns);
      Map<String, Double> differences = differences(contestants, texts);
      List<Series> series =
          new ThroughputRun(texts, turns, arguments.seed(), System::nanoTime, err::println)
              .measure(contestants.all());
      finish(new ThroughputReport(settings, differences, series));
    }
    return CommandLine.ExitCode.OK;
  }

  private static Map<String, Double> differences(
      EncoderContestants contestants, List<EncoderText> texts) {
    Contestant reference =
        contestants.all().stream().filter(one -> !one.rival()).findFirst().orElseThrow();
    List<EncoderText> compared = texts.subList(0, Math.min(COMPARED_TEXTS, texts.size()));
    return Agreement.largestDifferences(contestants.all(), reference, compared);
  }

  private void finish(ThroughputReport report) {
    Path chosen = arguments.output();
    Path file =
        chosen != null
            ? chosen
            : ResultFile.unused(arguments.resultName("throughput"), Clock.systemUTC());
    ResultFile.write(file, report.json());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.markdown());
    out.println("\nResults: " + file);
  }
}
