package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.Truncation;
import io.heed.engine.token.TruncationStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Answers over the windows of a long context, whose logits come from the model itself. */
class AnswerWindowsTest {
  private static final String NAME = "pipeline_max_seq_len_64_doc_stride_24";

  /**
   * Where the reference stopped reading: tokenizers 0.23.2 gives it two windows, of 64 and 48
   * tokens, and no more.
   */
  private static final int REFERENCE_END = 235;

  @Test
  void answers_windowsOfTheReference_areThoseOfThePipeline() throws OrtException {
    JsonRecord record = record();
    String context = record.second().substring(0, REFERENCE_END);
    List<Answer> answers = new ArrayList<>();
    int[] lengths = run(record.first(), context, AnswerHead.best(), answers);
    assertArrayEquals(new int[] {64, 48}, lengths);
    JsonRecord expected = record.member(NAME);
    assertEquals(expected.string("answer"), answers.get(0).text());
    assertEquals(expected.json().get("start").intValue(), answers.get(0).start());
    assertEquals(expected.json().get("end").intValue(), answers.get(0).end());
    // as the reference allows for probabilities
    assertEquals(expected.json().get("score").floatValue(), answers.get(0).score(), 1e-5f);
  }

  @Test
  void answers_allWindows_standWhereTheySay() throws OrtException {
    JsonRecord record = record();
    String context = record.second();
    List<Answer> answers = new ArrayList<>();
    int[] lengths = run(record.first(), context, new AnswerHead(20, 15, true, true), answers);
    assertTrue(lengths.length > 5, () -> Arrays.toString(lengths));
    assertEquals(20, answers.size());
    for (Answer answer : answers) {
      assertEquals(context.substring(answer.start(), answer.end()), answer.text());
    }
    assertTrue(
        answers.stream().anyMatch(answer -> answer.end() > REFERENCE_END), answers::toString);
  }

  private static JsonRecord record() {
    return JsonRecord.of(TaskFixtures.QA).stream()
        .filter(r -> r.has(NAME))
        .findFirst()
        .orElseThrow();
  }

  /** Fills in the answers; the lengths of the windows are returned. */
  private static int[] run(String question, String context, AnswerHead head, List<Answer> answers)
      throws OrtException {
    List<float[]> starts = new ArrayList<>();
    List<float[]> ends = new ArrayList<>();
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session =
            OrtEnvironment.getEnvironment()
                .createSession(
                    TaskFixtures.QA.directory().resolve("model.onnx").toString(), options)) {
      Truncation cut = Truncation.to(64).with(TruncationStrategy.ONLY_SECOND);
      List<Encoding> windows = tokenizer.encodePairWindows(question, context, cut, 24);
      for (Encoding window : windows) {
        run(session, window, starts, ends);
      }
      OptionalLong classTokenId = tokenizer.tokenId("[CLS]");
      answers.addAll(head.answers(context, windows, starts, ends, classTokenId));
      return windows.stream().mapToInt(Encoding::length).toArray();
    }
  }

  private static void run(
      OrtSession session, Encoding window, List<float[]> starts, List<float[]> ends)
      throws OrtException {
    long[] mask = new long[window.length()];
    Arrays.fill(mask, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor ids =
            OnnxTensor.createTensor(environment, new long[][] {window.tokens().ids()});
        OnnxTensor attention = OnnxTensor.createTensor(environment, new long[][] {mask});
        OnnxTensor types =
            OnnxTensor.createTensor(environment, new long[][] {window.tokens().typeIds()});
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
      starts.add(((float[][]) result.get(0).getValue())[0]);
      ends.add(((float[][]) result.get(1).getValue())[0]);
    }
  }
}
