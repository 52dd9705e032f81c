package io.heed.server.inference;

import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.TokenClassification;
import io.heed.engine.TokenClassifier;
import io.heed.engine.label.Entity;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Entities: a row each, all texts' one after the other. {@code text_index} INT32 says whose it is;
 * {@code label} and {@code word} BYTES, {@code score} FP32, {@code start} and {@code end} INT32,
 * offsets in UTF-16 units; all [entities]. Thread-safe.
 */
final class EntityTask implements TextTask<TokenClassification> {
  private final TokenClassifier classifier;

  EntityTask(TokenClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public List<TensorMetadata> outputs() {
    return List.of(
        TensorMetadata.of("text_index", ElementType.INT32, -1),
        TensorMetadata.of("label", ElementType.BYTES, -1),
        TensorMetadata.of("word", ElementType.BYTES, -1),
        TensorMetadata.of("score", ElementType.FP32, -1),
        TensorMetadata.of("start", ElementType.INT32, -1),
        TensorMetadata.of("end", ElementType.INT32, -1));
  }

  @Override
  public void check(Parameters parameters) {
    parameters.requireKnown(Set.of());
  }

  @Override
  public CompletableFuture<TokenClassification> answer(String text, RequestOptions options) {
    return classifier.classifyAsync(text, options);
  }

  @Override
  public CompletableFuture<TokenClassification> answer(
      String first, String second, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new ServerException(
            Status.INVALID_ARGUMENT,
            "input text_pair: found one, expected none: the model finds entities in single texts"));
  }

  @Override
  public StageTimes times(TokenClassification answer) {
    return answer.times();
  }

  @Override
  public Map<String, RawTensor> tensors(List<TokenClassification> answers, Parameters parameters) {
    int count = answers.stream().mapToInt(answer -> answer.entities().size()).sum();
    IntRows indices = new IntRows(count);
    StringRows labels = new StringRows(count);
    StringRows words = new StringRows(count);
    FloatRows scores = new FloatRows(count);
    IntRows starts = new IntRows(count);
    IntRows ends = new IntRows(count);
    for (int i = 0; i < answers.size(); i++) {
      for (Entity entity : answers.get(i).entities()) {
        indices.add(i);
        labels.add(entity.label());
        words.add(entity.text());
        scores.add(entity.score());
        starts.add(entity.start());
        ends.add(entity.end());
      }
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("text_index", indices.tensor(count));
    tensors.put("label", labels.tensor(count));
    tensors.put("word", words.tensor(count));
    tensors.put("score", scores.tensor(count));
    tensors.put("start", starts.tensor(count));
    tensors.put("end", ends.tensor(count));
    return tensors;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
