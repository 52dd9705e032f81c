package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.bench.gpu.DeviceCheck;
import io.heed.bench.gpu.GpuResult;
import io.heed.bench.gpu.GpuRun;
import io.heed.bench.gpu.GpuSettings;
import io.heed.bench.gpu.ModelShape;
import io.heed.bench.gpu.Precision;
import io.heed.bench.report.GpuReport;
import io.heed.converter.error.ConverterException;
import io.heed.engine.runtime.Device;
import io.heed.engine.token.TextTokenizer;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed bench gpu}: all that is to be known of a GPU, in one command. */
@Command(
    name = "gpu",
    description = {
      "Encoders of known shapes on a GPU: latency, texts, tokens and operations a second, by"
          + " precision, batch and length, padded and without padding; beside the card's own peak,"
          + " the engine's path and PyTorch; and whether device memory stays flat.",
      "",
      "Models have random weights and are made in --work, once. Every graph is compared with single"
          + " precision on the CPU before it is timed. The results are written after every job, the"
          + " important ones first, so that a run can be ended at any time; --resume goes on.",
      "",
      "Exit status: 0 done, 1 if the device cannot be used or a job failed, 2 if the command was"
          + " called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BenchVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed bench gpu --dry-run -o /tmp/smoke.json         # on the CPU, a minute at most",
      "  heed bench gpu --device cuda:0 --budget 25 --pytorch python3",
      "  heed bench gpu --device tensorrt:0 --models bert-base --precisions fp16,int8",
      "  heed bench gpu --resume -o bench/results/gpu-2026-11-22.json",
      "  heed bench report bench/results/gpu-2026-11-22.json",
    })
final class GpuCommand implements Callable<Integer> {
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MOST_TEXTS = 2048;
  private static final int MOST_TOKENS = 512;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cuda[:n], tensorrt[:n] or cpu. Default: cuda:0, or cpu with --dry-run.")
  private @Nullable String device;

  @Option(
      names = "--models",
      paramLabel = "NAMES",
      split = ",",
      description = "Of tiny, minilm, bert-base, bert-large. Default: all but tiny.")
  private @Nullable List<String> models;

  @Option(
      names = "--precisions",
      paramLabel = "NAMES",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}. Default: fp16,fp32,tf32,int8.")
  private @Nullable List<Precision> precisions;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      description = "Texts of a run. Default: 1,2,4,8,16,32,64,128.")
  private @Nullable List<Integer> batches;

  @Option(
      names = "--lengths",
      paramLabel = "N",
      split = ",",
      description = "Tokens of texts of whole length. Default: 128,384.")
  private @Nullable List<Integer> lengths;

  @Option(
      names = "--texts",
      paramLabel = "TEXTS",
      description = {
        "Whose lengths the mixed runs have: AG News as CSV or a file with one text a line; needs"
            + " --tokenizer. Default: a table of AG News' percentiles."
      })
  private @Nullable String texts;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "The model directory whose tokenizer counts the tokens of --texts.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Of each contestant of a cell. Default: 3, with --quick 0.5.")
  private @Nullable Double seconds;

  @Option(
      names = "--budget",
      paramLabel = "MINUTES",
      description = "No job begins after so long. Default: no limit.")
  private double budget = Double.MAX_VALUE / SECONDS_PER_MINUTE;

  @Option(
      names = "--soak",
      paramLabel = "RUNS",
      description = "Runs of mixed shapes; 0 for none. Default: 5000.")
  private @Nullable Integer soak;

  @Option(
      names = "--pytorch",
      paramLabel = "PYTHON",
      description = "The interpreter that can import torch; none for no PyTorch. Default: python3.")
  private String python = "python3";

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "Where models are made and kept. Default: target/gpu-bench.")
  private Path work = Path.of("target/gpu-bench");

  @Option(names = "--quick", description = "Fewer batches and shorter times.")
  private boolean quick;

  @Option(
      names = "--dry-run",
      description = "A tiny model, few repeats, on the CPU: does everything run. No figures.")
  private boolean dryRun;

  @Option(names = "--resume", description = "Goes on with the file of -o.")
  private boolean resume;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The raw results. Default: bench/results/gpu-DATE.json.")
  private @Nullable Path output;

  private GpuCommand() {}

  @Override
  public Integer call() {
    GpuSettings settings = settings();
    PrintWriter err = spec.commandLine().getErr();
    if (resume && output == null) {
      throw new BenchException(Kind.USAGE, "--resume: expected -o FILE, the results to go on with");
    }
    if (!resume && output != null && Files.exists(output)) {
      throw new BenchException(
          Kind.USAGE, output + ": is there already, expected a new file, or --resume");
    }
    Map<String, Object> told = told(settings, DeviceCheck.require(settings.device()));
    Path file = output != null ? output : ResultFile.unused("gpu", Clock.systemUTC());
    GpuResult result = resume ? GpuResult.resume(file, told) : GpuResult.create(file, told);
    GpuRun.measure(settings, result, err::println);
    return finish(result);
  }

  private int finish(GpuResult result) {
    PrintWriter out = spec.commandLine().getOut();
    GpuReport report = GpuReport.of(result.json());
    out.print(report.markdown());
    out.println("\nResults: " + result.file());
    try {
      out.println("Page: " + GpuPage.write(result.file(), report));
    } catch (NoClassDefFoundError e) {
      out.println(
          "Page: not drawn, what draws is not on the class path; where it is: heed bench report "
              + result.file().getFileName());
    }
    out.flush();
    return report.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private GpuSettings settings() {
    Device chosen = device();
    double each = seconds != null ? seconds : dryRun ? 0.02 : quick ? 0.5 : 3;
    if (!(each > 0 && each < 1e4)) {
      throw new BenchException(Kind.USAGE, "--seconds: " + each + ", expected more than 0");
    }
    if (!(budget > 0)) {
      throw new BenchException(Kind.USAGE, "--budget: " + budget + ", expected more than 0");
    }
    List<String> names =
        models != null
            ? models
            : dryRun ? List.of("tiny") : List.of("bert-base", "bert-large", "minilm");
    int runs = soak != null ? soak : dryRun ? 50 : quick ? 1000 : 5000;
    if (runs < 0) {
      throw new BenchException(Kind.USAGE, "--soak: " + runs + ", expected 0 or more");
    }
    List<ModelShape> shapes = names.stream().map(ModelShape::named).toList();
    List<Integer> tokens = lengths(shapes);
    return new GpuSettings(
        chosen,
        shapes,
        precisions != null
            ? precisions
            : List.of(Precision.FP16, Precision.FP32, Precision.TF32, Precision.INT8),
        positive(
            "--batches",
            batches != null
                ? batches
                : dryRun || quick ? List.of(1, 32) : List.of(1, 2, 4, 8, 16, 32, 64, 128)),
        tokens,
        mixed(),
        texts != null ? texts : GpuSettings.agNewsSource(),
        each,
        budget * SECONDS_PER_MINUTE,
        chosen.isAccelerator() ? 8192 : 256,
        runs,
        python.equals("none") ? Optional.empty() : Optional.of(python),
        work,
        chosen.isAccelerator() ? 1 : Runtime.getRuntime().availableProcessors());
  }

  private Device device() {
    String name = device != null ? device : dryRun ? "cpu" : "cuda:0";
    try {
      List<Device> parsed = Device.parse(name);
      if (parsed.size() == 1 && parsed.get(0).kind() != Device.Kind.AUTO) {
        return parsed.get(0);
      }
    } catch (IllegalArgumentException e) {
      throw new BenchException(Kind.USAGE, "--device: " + e.getMessage(), e);
    }
    throw new BenchException(
        Kind.USAGE, "--device: found " + name + ", expected one of cuda[:n], tensorrt[:n], cpu");
  }

  private List<Integer> lengths(List<ModelShape> shapes) {
    int most = shapes.contains(ModelShape.TINY) ? 128 : MOST_TOKENS;
    List<Integer> chosen =
        positive("--lengths", lengths != null ? lengths : dryRun ? List.of(16) : List.of(128, 384));
    for (int length : chosen) {
      if (length > most) {
        throw new BenchException(
            Kind.USAGE, "--lengths: found " + length + ", expected at most " + most);
      }
    }
    return chosen;
  }

  /** The lengths of the texts, or of those that come with Heed. */
  private List<Integer> mixed() {
    int count = dryRun ? 32 : quick ? 512 : MOST_TEXTS;
    if ((texts == null) != (tokenizer == null)) {
      throw new BenchException(
          Kind.USAGE, "--texts and --tokenizer: found one, expected both or neither");
    }
    if (texts == null || tokenizer == null) {
      return GpuSettings.agNewsLengths(count);
    }
    List<String> rows = Texts.of(texts);
    try (TextTokenizer counting =
        TextTokenizer.open(ModelDirectory.open(tokenizer).read("tokenizer.json"), 128)) {
      return rows.stream().limit(count).map(text -> counting.encode(text).length()).toList();
    } catch (ModelException | ConverterException e) {
      throw new BenchException(Kind.INPUT, "--tokenizer: " + e.getMessage(), e);
    }
  }

  private static List<Integer> positive(String option, List<Integer> values) {
    for (int value : values) {
      EncoderArguments.atLeastOne(option, value);
    }
    return values;
  }

  /** What stands above the results. */
  private Map<String, Object> told(GpuSettings settings, Map<String, Object> host) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(
        "command",
        "heed bench " + String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    told.put("date", Instant.now(Clock.systemUTC()).toString());
    told.put("dryRun", dryRun);
    told.put("device", settings.device().toString());
    told.put("host", host);
    told.put("models", settings.models().toString());
    told.put("precisions", settings.precisions().toString());
    told.put("batches", settings.batches().toString());
    told.put("lengths", settings.lengths().toString());
    told.put("mixedLengths", settings.mixedFrom());
    told.put("mixedTexts", settings.mixed().size());
    told.put("secondsPerContestant", settings.secondsPerCell());
    told.put("soakRuns", settings.soakRuns());
    told.put(
        "usefulOperations",
        "2 · layers · (4 · hidden² + 2 · hidden · intermediate) · real tokens + 4 · layers · hidden"
            + " · Σ length² + 2 · (hidden² + hidden · labels) · texts; padding not counted");
    told.put("latency", "a run: ids to the device, the graph, logits back; inputs prepared before");
    return told;
  }
}
