package io.heed.engine;

import io.heed.engine.label.EntityAggregation;
import io.heed.engine.label.EntityHead;
import io.heed.engine.label.WordRule;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TokenSequence;
import io.heed.engine.token.TokenizerJson;
import io.heed.models.ModelDirectory;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A pipeline with the head of its model. Thread-safe. */
record LoadedTokenClassifier(
    Pipeline pipeline,
    ModelDescriber describer,
    EntityHead head,
    LongTexts.Way longTexts,
    int stride)
    implements LoadedTask {

  static LoadedTokenClassifier load(
      ModelDirectory directory,
      EngineSettings settings,
      EntityAggregation aggregation,
      LongTexts longTexts) {
    List<String> labels = PipelineLoader.labels(directory);
    boolean marked = TokenizerJson.marksContinuations(directory.read("tokenizer.json"));
    OutputSpec logits = OutputSpec.tokenLogits(OptionalInt.of(labels.size()));
    return new PipelineLoader(directory, settings, List.of(logits))
        .load(
            loaded -> {
              OptionalLong unknown = loaded.specialTokenId("unk_token", "[UNK]", "<unk>");
              WordRule words =
                  marked ? WordRule.markedContinuations(unknown) : WordRule.spaces(unknown);
              return new LoadedTokenClassifier(
                  loaded.pipeline(),
                  loaded.describer(),
                  EntityHead.of(labels, aggregation, words),
                  longTexts.way(),
                  longTexts.stride(loaded.tokenizer()));
            });
  }

  Job<float[], TokenClassification> job(String text, int index) {
    MeasuredTokenizer tokenizer = pipeline.tokenizer();
    MeasuredTokenizer.Windows windows =
        longTexts == LongTexts.Way.WINDOWS
            ? tokenizer.encodeWindows(text, stride, index)
            : tokenizer.encodeCut(text, index);
    if (longTexts == LongTexts.Way.REFUSE) {
      tokenizer.checkWhole(text, windows.encodings().get(0).tokens(), index);
    }
    return Job.of(windows, new Entities(head, text, windows.encodings()));
  }

  /** Makes the entities of a text from the logits of its windows. */
  private record Entities(EntityHead head, String text, List<Encoding> windows)
      implements Decoding<float[], TokenClassification> {
    @Override
    public float[] part(ModelOutputs outputs, int row, TokenSequence tokens) {
      return outputs.first().row(row, tokens.length() * head.labels().size());
    }

    @Override
    public TokenClassification whole(List<float[]> parts, StageTimes times) {
      return new TokenClassification(head.entities(text, windows, parts), times);
    }
  }
}
