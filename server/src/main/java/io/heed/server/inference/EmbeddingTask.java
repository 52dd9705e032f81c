package io.heed.server.inference;

import io.heed.engine.Embedding;
import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.TextEmbedder;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Vectors: {@code embedding} FP32 [texts, hidden size]. Thread-safe. */
final class EmbeddingTask implements TextTask<Embedding> {
  private final TextEmbedder embedder;

  EmbeddingTask(TextEmbedder embedder) {
    this.embedder = embedder;
  }

  @Override
  public List<TensorMetadata> outputs() {
    return List.of(TensorMetadata.of("embedding", ElementType.FP32, -1, -1));
  }

  @Override
  public void check(Parameters parameters) {
    parameters.requireKnown(Set.of());
  }

  @Override
  public CompletableFuture<Embedding> answer(String text, RequestOptions options) {
    return embedder.embedAsync(text, options);
  }

  @Override
  public CompletableFuture<Embedding> answer(String first, String second, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new ServerException(
            Status.INVALID_ARGUMENT,
            "input text_pair: found one, expected none: it is an embedder"));
  }

  @Override
  public StageTimes times(Embedding answer) {
    return answer.times();
  }

  @Override
  public Map<String, RawTensor> tensors(List<Embedding> answers, Parameters parameters) {
    int width = answers.isEmpty() ? 0 : answers.get(0).size();
    FloatRows rows = new FloatRows(answers.size() * width);
    for (Embedding answer : answers) {
      for (float value : answer.vector()) {
        rows.add(value);
      }
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("embedding", rows.tensor(answers.size(), width));
    return tensors;
  }

  @Override
  public void close() {
    embedder.close();
  }
}
