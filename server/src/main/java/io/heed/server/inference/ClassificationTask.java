package io.heed.server.inference;

import io.heed.engine.Classification;
import io.heed.engine.LabelScore;
import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.TextClassifier;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Labels and scores: {@code label} BYTES and {@code score} FP32, [texts] each. With the parameter
 * {@code top_k} both are [texts, top_k], best first. Thread-safe.
 */
final class ClassificationTask implements TextTask<Classification> {
  private static final String TOP_K = "top_k";
  private static final Set<String> PARAMETERS = Set.of(TOP_K);

  private final TextClassifier classifier;
  private final Map<String, byte[]> labels = new LinkedHashMap<>();

  /** A classifier that gives the scores of all labels. */
  ClassificationTask(TextClassifier classifier) {
    this.classifier = classifier;
    for (String label : classifier.labels()) {
      labels.put(label, label.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public List<TensorMetadata> outputs() {
    return List.of(
        TensorMetadata.of("label", ElementType.BYTES, -1),
        TensorMetadata.of("score", ElementType.FP32, -1));
  }

  @Override
  public void check(Parameters parameters) {
    parameters.requireKnown(PARAMETERS);
    topK(parameters);
  }

  @Override
  public CompletableFuture<Classification> answer(String text, RequestOptions options) {
    return classifier.classifyAsync(text, options);
  }

  @Override
  public CompletableFuture<Classification> answer(
      String first, String second, RequestOptions options) {
    return classifier.classifyAsync(first, second, options);
  }

  @Override
  public StageTimes times(Classification answer) {
    return answer.times();
  }

  @Override
  public Map<String, RawTensor> tensors(List<Classification> answers, Parameters parameters) {
    int count = topK(parameters);
    List<byte[]> names = new ArrayList<>(answers.size() * count);
    FloatRows scores = new FloatRows(answers.size() * count);
    for (Classification answer : answers) {
      for (LabelScore each : answer.scores().subList(0, count)) {
        names.add(bytes(each.label()));
        scores.add(each.score());
      }
    }
    long[] shape =
        parameters.values().containsKey(TOP_K)
            ? new long[] {answers.size(), count}
            : new long[] {answers.size()};
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("label", RawTensor.ofStrings(names, shape));
    tensors.put("score", scores.tensor(shape));
    return tensors;
  }

  private int topK(Parameters parameters) {
    return Math.min(labels.size(), parameters.positive(TOP_K, 1));
  }

  @Override
  public void close() {
    classifier.close();
  }

  private byte[] bytes(String label) {
    byte[] known = labels.get(label);
    return known != null ? known : label.getBytes(StandardCharsets.UTF_8);
  }
}
