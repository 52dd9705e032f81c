package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.BatchScheduler;
import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TextTokenizer;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds a pipeline from a model directory. For one thread. */
final class PipelineLoader {
  /** Where the configuration sets no limit: BERT's, and a bound on the memory of attention. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  /** RATIONALE.md has the measurements behind these. */
  private static final int CPU_BATCH_ROWS = 8;

  private static final int ACCELERATOR_BATCH_ROWS = 256;
  private static final int ACCELERATOR_BATCH_TOKENS = 16_384;
  private static final int ACCELERATOR_WINDOW = 1_024;
  private static final int ACCELERATOR_BUCKET = 16;
  private static final int ACCELERATOR_LANES = 2;

  private final ModelDirectory directory;
  private final EngineSettings settings;
  private final List<OutputSpec> outputs;

  PipelineLoader(ModelDirectory directory, EngineSettings settings, List<OutputSpec> outputs) {
    this.directory = directory;
    this.settings = settings;
    this.outputs = outputs;
  }

  /** A pipeline and what describes its model. */
  record Loaded(Pipeline pipeline, ModelDescriber describer) {}

  /**
   * Loads.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  Loaded load() {
    ModelConfig config = directory.config();
    Variant variant =
        settings.variant().map(directory::variant).orElseGet(directory::defaultVariant);
    int limit = Math.min(settings.maxTokens(), config.maxTokens().orElse(DEFAULT_MAX_TOKENS));
    TextTokenizer tokenizer = TextTokenizer.open(directory.read("tokenizer.json"), limit);
    List<InferenceBackend> backends = new ArrayList<>();
    try {
      for (Device device : settings.devices()) {
        backends.add(backend(variant, device));
      }
      OnnxSummary summary = summary(variant);
      Pipeline pipeline = pipeline(tokenizer, backends, summary, config.padTokenId().orElse(0));
      ModelDescriber describer =
          new ModelDescriber(
              directory,
              variant,
              backends.get(0).inputs(),
              backends.get(0).outputs(),
              summary,
              tokenizer.maxLength());
      return new Loaded(pipeline, describer);
    } catch (RuntimeException e) {
      backends.forEach(InferenceBackend::close);
      tokenizer.close();
      throw e;
    }
  }

  private InferenceBackend backend(Variant variant, Device device) {
    OrtOptions options =
        new OrtOptions(settings.intraOpThreads(), device, settings.providerOptions());
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
      TextTokenizer tokenizer, List<InferenceBackend> backends, OnnxSummary summary, int padId) {
    boolean accelerator = backends.get(0).device().isAccelerator();
    int lanes =
        settings
            .lanes()
            .orElse(
                accelerator
                    ? ACCELERATOR_LANES * backends.size()
                    : Runtime.getRuntime().availableProcessors());
    BatchPolicy policy =
        settings
            .policy()
            .orElseGet(() -> policy(accelerator && backends.get(0).takesMask(), summary));
    BatchScheduler<ModelOutputs> scheduler =
        new BatchScheduler<>(
            Pipeline.runners(backends, lanes),
            policy,
            settings.limits(),
            padId,
            System::nanoTime,
            settings.metrics());
    int maxInFlight =
        Math.max(1, Math.min(settings.limits().maxRequests() / 2, 4 * policy.window() * lanes));
    return new Pipeline(tokenizer, backends, scheduler, settings.metrics(), maxInFlight);
  }

  private BatchPolicy policy(boolean padded, OnnxSummary summary) {
    if (padded) {
      return TokenBudgetBatchPolicy.of(
          ACCELERATOR_BATCH_TOKENS,
          settings.maxBatchRows().orElse(ACCELERATOR_BATCH_ROWS),
          ACCELERATOR_WINDOW,
          ACCELERATOR_BUCKET);
    }
    int rows = settings.maxBatchRows().orElse(summary.quantisesDynamically() ? 1 : CPU_BATCH_ROWS);
    return EqualLengthBatchPolicy.of(rows);
  }
}
