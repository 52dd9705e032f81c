package io.heed.engine;

import io.heed.engine.MeasuredTokenizer.Tokenized;
import io.heed.engine.label.LabelHead;
import io.heed.engine.label.Ranking;
import io.heed.engine.label.ScoreFunction;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.List;

/**
 * A pipeline with the head and labels of its model. Thread-safe.
 *
 * @param stride the tokens that two windows of a long text share
 */
record LoadedClassifier(
    Pipeline pipeline,
    ModelDescriber describer,
    LabelHead head,
    List<String> labels,
    LongTexts longTexts,
    int stride)
    implements LoadedTask, Decoding<float[], Classification> {

  static LoadedClassifier load(
      ModelDirectory directory, EngineSettings settings, int topK, LongTexts longTexts) {
    ModelConfig config = directory.config();
    List<String> labels = PipelineLoader.labels(directory);
    LabelHead head = new LabelHead(scoreFunction(config), topK);
    return new PipelineLoader(directory, settings, List.of(OutputSpec.textLogits(labels.size())))
        .load(
            loaded ->
                new LoadedClassifier(
                    loaded.pipeline(),
                    loaded.describer(),
                    head,
                    labels,
                    longTexts,
                    longTexts.stride(loaded.tokenizer())));
  }

  Classification call(String text, RequestOptions options) {
    return longTexts.way() == LongTexts.Way.TRUNCATE
        ? pipeline.withRoom().call(pipeline.tokenizer().encode(text, 0), options, this)
        : pipeline.withRoom().call(job(text, 0), options);
  }

  Job<float[], Classification> job(String text, int index) {
    MeasuredTokenizer tokenizer = pipeline.tokenizer();
    Tokenized tokens = tokenizer.encode(text, index);
    if (longTexts.way() == LongTexts.Way.REFUSE) {
      tokenizer.checkWhole(text, tokens.tokens(), index);
    }
    return longTexts.way() == LongTexts.Way.WINDOWS && tokenizer.isFull(tokens.tokens())
        ? Job.of(tokenizer.encodeWindows(text, stride, index), this)
        : Job.of(tokens, this);
  }

  Job<float[], Classification> job(String first, String second, int index) {
    MeasuredTokenizer tokenizer = pipeline.tokenizer();
    Tokenized tokens = tokenizer.encodePair(first, second, index);
    if (longTexts.way() == LongTexts.Way.REFUSE) {
      tokenizer.checkWhole(first, second, tokens.tokens(), index);
    }
    return longTexts.way() == LongTexts.Way.WINDOWS && tokenizer.isFull(tokens.tokens())
        ? Job.of(tokenizer.encodePairWindows(first, second, stride, index), this)
        : Job.of(tokens, this);
  }

  @Override
  public float[] part(ModelOutputs outputs, int row, TokenSequence tokens) {
    return outputs.first().row(row);
  }

  @Override
  public Classification whole(List<float[]> parts, StageTimes times) {
    Ranking ranking =
        parts.size() == 1
            ? head.rank(parts.get(0))
            : head.rankWindows(parts, longTexts.aggregation());
    List<LabelScore> scores = new ArrayList<>(ranking.size());
    for (int rank = 0; rank < ranking.size(); rank++) {
      scores.add(new LabelScore(labels.get(ranking.labelId(rank)), ranking.score(rank)));
    }
    return Classification.of(scores, times);
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
}
