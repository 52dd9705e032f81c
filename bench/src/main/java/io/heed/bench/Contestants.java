package io.heed.bench;

import ai.onnxruntime.OrtException;
import io.heed.bench.baseline.BareOrtRun;
import io.heed.bench.baseline.NaiveOrtRun;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.label.LabelHead;
import io.heed.engine.label.Ranking;
import io.heed.engine.label.ScoreFunction;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.OutputTensor;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ProblemType;
import io.heed.models.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The classifier and all it is compared with, over one model and the same texts, each text known by
 * its index. Every stage's input is prepared. Confined to one thread; owns what it opened.
 */
final class Contestants implements AutoCloseable {
  static final String BUNDLED = "bundled";
  static final String DEFAULT = "default";

  private final List<String> texts;
  private final TextClassifier classifier;
  private final TextTokenizer tokenizer;
  private final OrtBackend backend;
  private final BatchRunner<ModelOutputs> runner;
  private final TokenBatch batch = new TokenBatch();
  private final List<TokenSequence> tokens;
  private final List<float[]> logits = new ArrayList<>();
  private final LabelHead head;
  private final BareOrtRun bare;
  private final NaiveOrtRun naive;

  private Contestants(List<String> texts, ModelDirectory directory, Variant variant)
      throws OrtException {
    ModelConfig config = directory.config();
    this.texts = texts;
    this.classifier = TextClassifier.builder(directory).variant(variant.name()).build();
    int maxTokens = classifier.describe().maxTokens();
    this.tokenizer = TextTokenizer.open(directory.read("tokenizer.json"), maxTokens);
    this.tokens = texts.stream().map(tokenizer::encode).toList();
    this.backend =
        OrtBackend.load(
            directory.read(variant.file()),
            directory.name(),
            List.of(OutputSpec.textLogits(config.labels().size())),
            OrtOptions.DEFAULT);
    this.runner = backend.newRunner();
    for (int text = 0; text < tokens.size(); text++) {
      logits.add(engineRun(text).row(0));
    }
    boolean oneOfMany = config.problemType() == ProblemType.SINGLE_LABEL;
    ScoreFunction function = oneOfMany ? ScoreFunction.SOFTMAX : ScoreFunction.SIGMOID;
    this.head = new LabelHead(function, Integer.MAX_VALUE);
    this.bare = BareOrtRun.open(directory, variant, tokens);
    this.naive = NaiveOrtRun.open(directory, variant, tokens);
  }

  /**
   * Opens them.
   *
   * @param texts see {@link Texts#of}
   * @param model {@value #BUNDLED} or a model directory
   * @param variant {@value #DEFAULT} or the name of a variant
   */
  static Contestants open(String texts, String model, String variant) throws OrtException {
    ModelDirectory directory =
        model.equals(BUNDLED) ? ModelDirectory.bundled() : ModelDirectory.open(Path.of(model));
    return new Contestants(
        Texts.of(texts),
        directory,
        variant.equals(DEFAULT) ? directory.defaultVariant() : directory.variant(variant));
  }

  /** The number of texts. */
  int size() {
    return texts.size();
  }

  List<String> labels() {
    return classifier.labels();
  }

  Classification classify(int text) {
    return classifier.classify(texts.get(text));
  }

  TokenSequence tokenize(int text) {
    return tokenizer.encode(texts.get(text));
  }

  float[] bareRun(int text) throws OrtException {
    return bare.run(text);
  }

  float[] naiveRun(int text) throws OrtException {
    return naive.run(text);
  }

  OutputTensor engineRun(int text) {
    batch.reset(1, tokens.get(text).length());
    batch.set(0, tokens.get(text));
    return runner.run(batch).first();
  }

  Ranking rank(int text) {
    return head.rank(logits.get(text));
  }

  @Override
  public void close() throws OrtException {
    naive.close();
    bare.close();
    runner.close();
    backend.close();
    tokenizer.close();
    classifier.close();
  }
}
