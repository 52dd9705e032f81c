package io.heed.engine;

import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.label.LabelHead;
import io.heed.engine.label.ScoreFunction;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TextTokenizer;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Loads a {@link TextClassifier} with other than the defaults. For one thread. */
public final class TextClassifierBuilder {
  private static final String TOKENIZER = "tokenizer.json";

  /** Where the configuration sets no limit: BERT's, and a bound on the memory of attention. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  /** RATIONALE.md has the measurement. */
  private static final int DEFAULT_MAX_BATCH_ROWS = 8;

  private final ModelDirectory directory;
  private Variant variant;
  private int topK = Integer.MAX_VALUE;
  private int maxTokens = Integer.MAX_VALUE;
  private OptionalInt maxBatchRows = OptionalInt.empty();
  private OrtOptions ortOptions = OrtOptions.DEFAULT;

  TextClassifierBuilder(ModelDirectory directory) {
    this.directory = directory;
    this.variant = directory.defaultVariant();
  }

  /**
   * The variant to run, such as {@code int8}; by default the directory's default variant.
   *
   * @throws io.heed.models.ModelException if the directory has no such variant
   */
  public TextClassifierBuilder variant(String name) {
    this.variant = directory.variant(name);
    return this;
  }

  /** How many labels an answer lists, 1 or more; by default all. */
  public TextClassifierBuilder topK(int value) {
    this.topK = positive("topK", value);
    return this;
  }

  /** The length in tokens at which a text is cut, if the model does not cut it earlier. */
  public TextClassifierBuilder maxTokens(int value) {
    this.maxTokens = positive("maxTokens", value);
    return this;
  }

  /**
   * How many texts of equal length may share a run in {@code classifyAll}; by default 8, and 1 for
   * a dynamically quantised variant, whose answers would depend on the batch otherwise.
   */
  public TextClassifierBuilder maxBatchRows(int value) {
    this.maxBatchRows = OptionalInt.of(positive("maxBatchRows", value));
    return this;
  }

  /** The threads that share the work of one run, 1 by default. */
  public TextClassifierBuilder intraOpThreads(int value) {
    this.ortOptions = new OrtOptions(value);
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws io.heed.engine.error.EngineException of kind MODEL if this engine cannot run it
   * @throws io.heed.models.ModelException if a file cannot be read
   */
  public TextClassifier build() {
    ModelConfig config = directory.config();
    int limit = Math.min(maxTokens, config.maxTokens().orElse(DEFAULT_MAX_TOKENS));
    TextTokenizer tokenizer = TextTokenizer.open(directory.read(TOKENIZER), limit);
    OrtBackend backend = null;
    try {
      Optional<Path> file = directory.path(variant.file());
      OnnxSummary summary;
      if (file.isPresent()) {
        backend = OrtBackend.load(file.get(), config.labels().size(), ortOptions);
        summary = OnnxSummary.read(file.get());
      } else {
        byte[] bytes = directory.read(variant.file());
        String name = directory.name() + "/" + variant.file();
        backend = OrtBackend.load(bytes, name, config.labels().size(), ortOptions);
        summary = OnnxSummary.read(ByteBuffer.wrap(bytes));
      }
      int rows = maxBatchRows.orElse(summary.quantisesDynamically() ? 1 : DEFAULT_MAX_BATCH_ROWS);
      Pipeline pipeline =
          new Pipeline(
              tokenizer,
              EqualLengthBatchPolicy.of(rows),
              backend,
              new LabelHead(scoreFunction(config), topK),
              config.labels());
      ModelDescriber describer =
          new ModelDescriber(
              directory,
              variant,
              backend.inputs(),
              backend.outputs(),
              summary,
              tokenizer.maxLength());
      return new TextClassifier(pipeline, describer, config.labels());
    } catch (RuntimeException e) {
      if (backend != null) {
        backend.close();
      }
      tokenizer.close();
      throw e;
    }
  }

  /** As Hugging Face's text-classification pipeline chooses. */
  private static ScoreFunction scoreFunction(ModelConfig config) {
    return switch (config.problemType()) {
      case REGRESSION -> ScoreFunction.IDENTITY;
      case MULTI_LABEL -> ScoreFunction.SIGMOID;
      case SINGLE_LABEL ->
          config.labels().size() == 1 ? ScoreFunction.SIGMOID : ScoreFunction.SOFTMAX;
    };
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + ", expected 1 or more");
    }
    return value;
  }
}
