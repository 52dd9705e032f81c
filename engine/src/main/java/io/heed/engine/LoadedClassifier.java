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
    Pipeline pipeline, ModelDescriber describer, LabelHead head, List<String> labels) {

  static LoadedClassifier load(ModelDirectory directory, EngineSettings settings, int topK) {
    ModelConfig config = directory.config();
    PipelineLoader.Loaded loaded =
        new PipelineLoader(
                directory, settings, List.of(OutputSpec.textLogits(config.labels().size())))
            .load();
    return new LoadedClassifier(
        loaded.pipeline(),
        loaded.describer(),
        new LabelHead(scoreFunction(config), topK),
        config.labels());
  }

  /** The answer for a row. */
  Classification decode(ModelOutputs outputs, int row, TokenSequence tokens, StageTimes times) {
    Ranking ranking = head.rank(outputs.first().row(row));
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
