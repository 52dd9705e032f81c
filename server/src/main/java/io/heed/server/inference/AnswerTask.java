package io.heed.server.inference;

import io.heed.engine.Answers;
import io.heed.engine.QuestionAnswerer;
import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.label.Answer;
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
 * Answers to questions: {@code text} is the question, {@code text_pair} the text to find the answer
 * in. A row an answer, best first, all questions' one after the other: {@code text_index} INT32
 * says whose it is; {@code answer} BYTES, {@code score} FP32, {@code start} and {@code end} INT32,
 * offsets in UTF-16 units; all [answers]. With the parameter {@code top_k} up to so many a
 * question. Thread-safe.
 */
final class AnswerTask implements TextTask<Answers> {
  /** The largest {@code top_k}. */
  static final int MOST = 20;

  private static final String TOP_K = "top_k";
  private static final Set<String> PARAMETERS = Set.of(TOP_K);

  private final QuestionAnswerer answerer;

  /** An answerer that gives {@link #MOST} answers. */
  AnswerTask(QuestionAnswerer answerer) {
    this.answerer = answerer;
  }

  @Override
  public List<TensorMetadata> outputs() {
    return List.of(
        TensorMetadata.of("text_index", ElementType.INT32, -1),
        TensorMetadata.of("answer", ElementType.BYTES, -1),
        TensorMetadata.of("score", ElementType.FP32, -1),
        TensorMetadata.of("start", ElementType.INT32, -1),
        TensorMetadata.of("end", ElementType.INT32, -1));
  }

  @Override
  public void check(Parameters parameters) {
    parameters.requireKnown(PARAMETERS);
    topK(parameters);
  }

  @Override
  public CompletableFuture<Answers> answer(String text, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new ServerException(
            Status.INVALID_ARGUMENT,
            "input text_pair: found none, expected the texts to find the answers in"));
  }

  @Override
  public CompletableFuture<Answers> answer(String first, String second, RequestOptions options) {
    return answerer.answerAsync(first, second, options);
  }

  @Override
  public StageTimes times(Answers answer) {
    return answer.times();
  }

  @Override
  public Map<String, RawTensor> tensors(List<Answers> answers, Parameters parameters) {
    int most = topK(parameters);
    int count = answers.stream().mapToInt(each -> Math.min(most, each.answers().size())).sum();
    IntRows indices = new IntRows(count);
    StringRows texts = new StringRows(count);
    FloatRows scores = new FloatRows(count);
    IntRows starts = new IntRows(count);
    IntRows ends = new IntRows(count);
    for (int i = 0; i < answers.size(); i++) {
      List<Answer> found = answers.get(i).answers();
      for (Answer answer : found.subList(0, Math.min(most, found.size()))) {
        indices.add(i);
        texts.add(answer.text());
        scores.add(answer.score());
        starts.add(answer.start());
        ends.add(answer.end());
      }
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("text_index", indices.tensor(count));
    tensors.put("answer", texts.tensor(count));
    tensors.put("score", scores.tensor(count));
    tensors.put("start", starts.tensor(count));
    tensors.put("end", ends.tensor(count));
    return tensors;
  }

  private static int topK(Parameters parameters) {
    return Math.min(MOST, parameters.positive(TOP_K, 1));
  }

  @Override
  public void close() {
    answerer.close();
  }
}
