package io.heed.engine;

import io.heed.engine.label.EmbeddingHead;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import java.util.Arrays;
import java.util.List;

/**
 * A pipeline with the head of its model. Thread-safe.
 *
 * @param pooled whether the graph has pooled already
 */
record LoadedEmbedder(
    Pipeline pipeline,
    ModelDescriber describer,
    EmbeddingHead head,
    boolean pooled,
    LongTexts.Way longTexts)
    implements LoadedTask, Decoding<float[], Embedding> {

  static LoadedEmbedder load(
      ModelDirectory directory, EngineSettings settings, TextEmbedderBuilder.Choice choice) {
    SentenceTransformer files = new SentenceTransformer(directory);
    boolean pooled = choice.pooledOutput().isPresent();
    EmbeddingHead head =
        new EmbeddingHead(
            choice.pooling(files, pooled), choice.normalized().orElseGet(files::normalized));
    OutputSpec output =
        choice.pooledOutput().map(OutputSpec::pooled).orElseGet(OutputSpec::hiddenStates);
    return new PipelineLoader(directory, settings, List.of(output))
        .load(
            loaded ->
                new LoadedEmbedder(
                    loaded.pipeline(), loaded.describer(), head, pooled, choice.longTexts()));
  }

  Job<float[], Embedding> job(String text, int index) {
    MeasuredTokenizer.Tokenized tokens = pipeline.tokenizer().encode(text, index);
    if (longTexts == LongTexts.Way.REFUSE) {
      pipeline.tokenizer().checkWhole(text, tokens.tokens(), index);
    }
    return Job.of(tokens, this);
  }

  @Override
  public float[] part(ModelOutputs outputs, int row, TokenSequence tokens) {
    int vectors = pooled ? 1 : tokens.length();
    int size = outputs.first().rowSize() / (pooled ? 1 : outputs.length());
    long[] mask = new long[vectors];
    Arrays.fill(mask, 1);
    return head.embedding(outputs.first().row(row, vectors * size), mask);
  }

  @Override
  public Embedding whole(List<float[]> parts, StageTimes times) {
    return new Embedding(parts.get(0), times);
  }
}
