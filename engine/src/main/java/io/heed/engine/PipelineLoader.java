package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchScheduler;
import io.heed.engine.batch.BatchShape;
import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.ShapeBuckets;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.batch.WarmUp;
import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.GuardedMetrics;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.ShapeRange;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenizerConfig;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Builds a pipeline from a model directory. For one thread. */
final class PipelineLoader {
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** Where the configuration sets no limit: BERT's, and a bound on the memory of attention. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  /** RATIONALE.md has the measurements behind these. */
  private static final int CPU_BATCH_ROWS = 8;

  private static final int ACCELERATOR_BATCH_ROWS = 256;
  private static final int ACCELERATOR_BATCH_TOKENS = 16_384;
  private static final int ACCELERATOR_WINDOW = 1_024;
  private static final int ACCELERATOR_LANES = 2;
  private static final Duration ACCELERATOR_WARM_UP = Duration.ofMinutes(10);

  /** TensorRT takes memory for the most rows of the greatest length, whether they come or not. */
  private static final int TENSORRT_MOST_TOKENS = 65_536;

  private final ModelDirectory directory;
  private final EngineSettings settings;
  private final List<OutputSpec> outputs;

  PipelineLoader(ModelDirectory directory, EngineSettings settings, List<OutputSpec> outputs) {
    this.directory = directory;
    this.settings = settings;
    this.outputs = outputs;
  }

  /**
   * The labels of a model of which they are needed.
   *
   * @throws EngineException of kind MODEL if it has none
   */
  static List<String> labels(ModelDirectory directory) {
    ModelConfig config = directory.config();
    if (config.labels().isEmpty()) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          directory
              + ": config.json: 'id2label': found nothing, expected an object from \"0\"… to label"
              + " names; found a model of architectures "
              + config.architectures()
              + ", expected a classifier");
    }
    return config.labels();
  }

  /**
   * A pipeline and what describes its model.
   *
   * @param tokenizerConfig what the tokenizer's file does not say
   */
  record Loaded(Pipeline pipeline, ModelDescriber describer, TokenizerConfig tokenizerConfig) {
    /** The tokenizer, which belongs to the pipeline. */
    TextTokenizer tokenizer() {
      return pipeline.tokenizer().tokenizer();
    }

    /** The id of the token that plays a part, by its usual names where the file says nothing. */
    OptionalLong specialTokenId(String part, String... usual) {
      List<String> names =
          tokenizerConfig.specialToken(part).map(List::of).orElseGet(() -> List.of(usual));
      return names.stream()
          .map(name -> tokenizer().tokenId(name))
          .flatMapToLong(OptionalLong::stream)
          .findFirst();
    }
  }

  /**
   * Loads, and closes again what it loaded if the task fails.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  <L> L load(Function<Loaded, L> task) {
    Loaded loaded = load();
    try {
      return task.apply(loaded);
    } catch (RuntimeException e) {
      loaded.pipeline().close();
      throw e;
    }
  }

  private Loaded load() {
    ModelConfig config = directory.config();
    Variant variant =
        form(settings.variant().map(directory::variant).orElseGet(directory::defaultVariant));
    TokenizerConfig tokenizerConfig =
        directory.has(TOKENIZER_CONFIG)
            ? TokenizerConfig.read(directory.read(TOKENIZER_CONFIG))
            : TokenizerConfig.EMPTY;
    TextTokenizer tokenizer =
        TextTokenizer.open(
            directory.read("tokenizer.json"), tokenizerConfig, maxTokens(config, tokenizerConfig));
    List<InferenceBackend> backends = new ArrayList<>();
    try {
      for (Device device : settings.devices()) {
        backends.add(backend(variant, OrtBackend.resolve(device), device, tokenizer.maxLength()));
      }
      OnnxSummary summary = summary(variant);
      Pipeline pipeline =
          pipeline(
              new MeasuredTokenizer(tokenizer, new GuardedMetrics(settings.metrics())),
              backends,
              summary,
              tokenizer.maxLength(),
              config.padTokenId().orElse(0));
      ModelDescriber describer =
          new ModelDescriber(
              directory,
              variant,
              backends.get(0).inputs(),
              backends.get(0).outputs(),
              summary,
              tokenizer.maxLength());
      return new Loaded(pipeline, describer, tokenizerConfig);
    } catch (RuntimeException e) {
      backends.forEach(InferenceBackend::close);
      tokenizer.close();
      throw e;
    }
  }

  /** The form of a variant to load: that for single texts where each run will hold one. */
  private Variant form(Variant variant) {
    return variant
        .single()
        .filter(file -> runsSingleTexts(variant))
        .map(file -> new Variant(variant.name(), file, variant.sizeBytes()))
        .orElse(variant);
  }

  private boolean runsSingleTexts(Variant variant) {
    if (settings.policy().isPresent()) {
      BatchPolicy policy = settings.policy().get();
      return policy.maxRows() == 1 && !policy.pads();
    }
    return settings.devices().stream()
            .noneMatch(device -> OrtBackend.resolve(device).isAccelerator())
        && cpuRows(summary(variant)) == 1;
  }

  private int cpuRows(OnnxSummary summary) {
    return settings.maxBatchRows().orElse(summary.quantisesDynamically() ? 1 : CPU_BATCH_ROWS);
  }

  /** The smallest of what the model, its tokenizer and the builder allow. */
  private int maxTokens(ModelConfig config, TokenizerConfig tokenizerConfig) {
    int ofModel =
        IntStream.concat(config.maxTokens().stream(), tokenizerConfig.modelMaxLength().stream())
            .min()
            .orElse(DEFAULT_MAX_TOKENS);
    return Math.min(settings.maxTokens(), ofModel);
  }

  private InferenceBackend backend(Variant variant, Device resolved, Device device, int maxLength) {
    OrtOptions options =
        new OrtOptions(settings.intraOpThreads(), device, settings.providerOptions());
    if (resolved.isAccelerator()) {
      BatchPolicy policy = policy(resolved, summary(variant), maxLength);
      options = options.with(settings.accelerator(), ShapeRange.of(policy, maxLength));
    }
    Optional<Path> file = directory.path(variant.file());
    return file.isPresent()
        ? OrtBackend.load(file.get(), outputs, options)
        : OrtBackend.load(
            directory.read(variant.file()),
            directory.name() + "/" + variant.file(),
            outputs,
            options);
  }

  private OnnxSummary summary(Variant variant) {
    Optional<Path> file = directory.path(variant.file());
    return file.isPresent()
        ? OnnxSummary.read(file.get())
        : OnnxSummary.read(ByteBuffer.wrap(directory.read(variant.file())));
  }

  private Pipeline pipeline(
      MeasuredTokenizer tokenizer,
      List<InferenceBackend> backends,
      OnnxSummary summary,
      int maxLength,
      int padId) {
    Device device = backends.get(0).device();
    int lanes =
        settings
            .lanes()
            .orElse(
                device.isAccelerator()
                    ? ACCELERATOR_LANES * backends.size()
                    : Runtime.getRuntime().availableProcessors());
    BatchPolicy policy = policy(device, summary, maxLength);
    warmUp(backends, policy.shapes(), padId);
    BatchScheduler<ModelOutputs> scheduler =
        new BatchScheduler<>(
            Pipeline.runners(backends, lanes),
            backends.size(),
            policy,
            settings.limits(),
            padId,
            System::nanoTime,
            settings.metrics());
    int maxInFlight =
        Math.max(1, Math.min(settings.limits().maxRequests() / 2, 4 * policy.window() * lanes));
    return new Pipeline(tokenizer, backends, scheduler, maxInFlight);
  }

  private BatchPolicy policy(Device device, OnnxSummary summary, int maxLength) {
    if (settings.policy().isPresent()) {
      return settings.policy().get();
    }
    if (!device.isAccelerator() || !summary.hasInput("attention_mask")) {
      return EqualLengthBatchPolicy.of(cpuRows(summary));
    }
    int rows = settings.maxBatchRows().orElse(ACCELERATOR_BATCH_ROWS);
    if (device.kind() == Device.Kind.TENSORRT) {
      rows = Math.min(rows, Math.max(1, TENSORRT_MOST_TOKENS / maxLength));
    }
    int tokens = settings.maxBatchTokens().orElse(ACCELERATOR_BATCH_TOKENS);
    return TokenBudgetBatchPolicy.of(ShapeBuckets.of(maxLength, rows, tokens), ACCELERATOR_WINDOW);
  }

  /** Runs all shapes once on each device. */
  private void warmUp(List<InferenceBackend> backends, List<BatchShape> shapes, int padId) {
    boolean accelerator = backends.get(0).device().isAccelerator();
    Duration limit = settings.warmUp().orElse(accelerator ? ACCELERATOR_WARM_UP : Duration.ZERO);
    if (limit.isZero() || shapes.isEmpty()) {
      return;
    }
    WarmUp warmUp = new WarmUp(padId, limit, System::nanoTime);
    for (InferenceBackend backend : backends) {
      try (BatchRunner<ModelOutputs> runner = backend.newRunner()) {
        warmUp.run("device " + backend.device(), runner, shapes);
      }
    }
  }
}
