package io.heed.server.inference;

import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A model that takes texts: {@code text} BYTES [texts] or [texts, 1], and {@code text_pair} of the
 * same shape where it is about pairs. A request without {@code text} is one of tensors, such as
 * {@code input_ids}, and is answered by the graph alone. Each text is a request of the engine; if
 * one fails, the others are cancelled, and the request fails with that. Thread-safe.
 *
 * @param <A> the answer for one text
 */
final class TextServedModel<A> implements ServedModel {
  static final String TEXT = "text";
  static final String PAIR = "text_pair";

  private final TextTask<A> task;
  private final TensorServedModel graph;
  private final int maxTexts;
  private final ModelMetadata metadata;
  private final Set<String> outputs;

  /**
   * Of a task and the graph that it runs.
   *
   * @param graph which counts its runs where the task does
   * @param maxTexts how many texts a request may have
   */
  TextServedModel(TextTask<A> task, TensorServedModel graph, int maxTexts) {
    this.task = task;
    this.graph = graph;
    this.maxTexts = maxTexts;
    this.metadata =
        new ModelMetadata(
            ModelMetadata.ONNX,
            List.of(TensorMetadata.of(TEXT, ElementType.BYTES, -1)),
            task.outputs());
    Set<String> names = new LinkedHashSet<>();
    task.outputs().forEach(output -> names.add(output.name()));
    this.outputs = Collections.unmodifiableSet(names);
  }

  @Override
  public ModelMetadata metadata() {
    return metadata;
  }

  @Override
  public RunStatistics runs() {
    return graph.runs();
  }

  @Override
  public CompletableFuture<InferenceResponse> infer(InferenceRequest request, Runnable released) {
    if (!request.inputs().containsKey(TEXT)) {
      return graph.infer(request, released);
    }
    Texts texts;
    try {
      requireKnown(request.outputs());
      task.check(request.parameters());
      texts = Texts.of(request.inputs(), maxTexts);
    } catch (ServerException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      released.run(); // the strings were decoded
    }
    return texts.first().size() == 1
        ? LinkedFutures.map(
            answer(texts, 0, request.options()), answer -> response(List.of(answer), request))
        : LinkedFutures.map(all(texts, request.options()), answers -> response(answers, request));
  }

  private CompletableFuture<List<A>> all(Texts texts, RequestOptions options) {
    List<CompletableFuture<A>> answers = new ArrayList<>(texts.first().size());
    for (int i = 0; i < texts.first().size(); i++) {
      answers.add(answer(texts, i, options));
    }
    return LinkedFutures.join(answers);
  }

  private CompletableFuture<A> answer(Texts texts, int index, RequestOptions options) {
    String first = texts.first().get(index);
    List<String> second = texts.second();
    return second == null
        ? task.answer(first, options)
        : task.answer(first, second.get(index), options);
  }

  private InferenceResponse response(List<A> answers, InferenceRequest request) {
    Map<String, RawTensor> tensors = task.tensors(answers, request.parameters());
    if (!request.outputs().isEmpty()) {
      tensors.keySet().retainAll(request.outputs());
    }
    StageTimes longest = task.times(answers.get(0));
    for (int i = 1; i < answers.size(); i++) {
      StageTimes times = task.times(answers.get(i));
      longest =
          new StageTimes(
              Math.max(longest.tokenizeNanos(), times.tokenizeNanos()),
              Math.max(longest.queueNanos(), times.queueNanos()),
              Math.max(longest.runNanos(), times.runNanos()));
    }
    return new InferenceResponse(tensors, answers.size(), longest);
  }

  private void requireKnown(Set<String> names) {
    for (String name : names) {
      if (!outputs.contains(name)) {
        throw new ServerException(
            Status.INVALID_ARGUMENT, "output \"" + name + "\", expected one of " + outputs);
      }
    }
  }

  @Override
  public void close() {
    task.close();
    graph.close();
  }

  /** The texts of a request. */
  private record Texts(List<String> first, @Nullable List<String> second) {
    static Texts of(Map<String, RawTensor> inputs, int most) {
      for (String name : inputs.keySet()) {
        if (!name.equals(TEXT) && !name.equals(PAIR)) {
          throw new ServerException(
              Status.INVALID_ARGUMENT,
              "input \"" + name + "\" beside text, expected text, and text_pair for pairs");
        }
      }
      List<String> first = TextTensor.strings(TEXT, inputs.get(TEXT), most);
      RawTensor pair = inputs.get(PAIR);
      List<String> second = pair == null ? null : TextTensor.strings(PAIR, pair, most);
      if (second != null && second.size() != first.size()) {
        throw new ServerException(
            Status.INVALID_ARGUMENT,
            "input text_pair: found "
                + second.size()
                + " texts, expected as many as text has, "
                + first.size());
      }
      return new Texts(first, second);
    }
  }
}
