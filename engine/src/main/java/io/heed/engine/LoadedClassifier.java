package io.heed.engine;

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

/** A pipeline with the head and labels of its model. Thread-safe. */
record LoadedClassifier(
    Pipeline pipeline, ModelDescriber describer, LabelHead head, List<String> labels)
    implements LoadedTask, Decoding<float[], Classification> {

  static LoadedClassifier load(ModelDirectory directory, EngineSettings settings, int topK) {
    ModelConfig config = directory.config();
    List<String> labels = PipelineLoader.labels(directory);
    LabelHead head = new LabelHead(scoreFunction(config), topK);
    return new PipelineLoader(directory, settings, List.of(OutputSpec.textLogits(labels.size())))
        .load(loaded -> new LoadedClassifier(loaded.pipeline(), loaded.describer(), head, labels));
  }

  Classification call(String text, RequestOptions options) {
    return pipeline.call(pipeline.tokenizer().encode(text, 0), options, this);
  }

  Job<float[], Classification> job(String text, int index) {
    return Job.of(pipeline.tokenizer().encode(text, index), this);
  }

  @Override
  public float[] part(ModelOutputs outputs, int row, TokenSequence tokens) {
    return outputs.first().row(row);
  }

  @Override
  public Classification whole(List<float[]> parts, StageTimes times) {
    Ranking ranking = head.rank(parts.get(0));
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
