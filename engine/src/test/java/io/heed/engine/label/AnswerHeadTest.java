package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.Truncation;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadTest {
  /** As the reference allows for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  private static final OptionalLong CLS = OptionalLong.of(2);
  private static final Truncation WHOLE = Truncation.to(512);

  @ParameterizedTest
  @CsvSource({
    "pipeline_default, 1, 15, false, true",
    "pipeline_top_k_3, 3, 15, false, true",
    "pipeline_impossible, 1, 15, true, true",
    "pipeline_max_answer_len_3, 1, 3, false, true",
    "pipeline_no_word_alignment, 1, 15, false, false",
  })
  void answers_logitsOfTheReference_areThoseOfThePipeline(
      String name, int topK, int maxAnswerTokens, boolean impossible, boolean wholeWords) {
    AnswerHead head = new AnswerHead(topK, maxAnswerTokens, impossible, wholeWords);
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      assertEquals(CLS, tokenizer.tokenId("[CLS]"));
      for (JsonRecord record : JsonRecord.of(TaskFixtures.QA)) {
        String context = record.second();
        List<Encoding> windows =
            List.of(tokenizer.encodePairWithOffsets(record.first(), context, WHOLE));
        List<Answer> found =
            head.answers(
                context,
                windows,
                List.of(record.floats("start_logits")),
                List.of(record.floats("end_logits")),
                CLS);
        List<JsonRecord> expected = topK > 1 ? record.list(name) : List.of(record.member(name));
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
          assertAnswer(context, expected.get(i), found.get(i));
        }
      }
    }
  }

  private static void assertAnswer(String context, JsonRecord expected, Answer found) {
    assertEquals(expected.string("answer"), found.text());
    assertEquals(expected.json().get("score").floatValue(), found.score(), TOLERANCE);
    assertEquals(
        context.offsetByCodePoints(0, expected.json().get("start").intValue()), found.start());
    assertEquals(context.offsetByCodePoints(0, expected.json().get("end").intValue()), found.end());
  }

  /** Closed forms: start and end stand out by so much that all others are nearly nothing. */
  @Test
  void answers_sameTextInTwoWindows_addUp() {
    String context = "jane won jane won";
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Encoding window = tokenizer.encodePairWithOffsets("who won", context, WHOLE);
      // [CLS] who won [SEP] j ##an ##e won j ##an ##e won [SEP]
      List<Answer> found =
          AnswerHead.best()
              .answers(
                  context,
                  List.of(window, window),
                  List.of(peak(window, 4), peak(window, 9)),
                  List.of(peak(window, 6), peak(window, 10)),
                  CLS);
      assertEquals(1, found.size());
      assertEquals("jane", found.get(0).text());
      assertEquals(2, found.get(0).score(), 1e-4f);
      assertEquals(0, found.get(0).start());
    }
  }

  @Test
  void answers_firstTokenStandsOut_areImpossibleOnlyIfThatCompetes() {
    String context = "jane won";
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Encoding window = tokenizer.encodePairWithOffsets("who", context, WHOLE);
      List<float[]> first = List.of(peak(window, 0));
      Answer none =
          new AnswerHead(1, 15, true, true)
              .answers(context, List.of(window), first, first, CLS)
              .get(0);
      assertEquals(new Answer("", none.score(), 0, 0), none);
      assertEquals(1, none.score(), 1e-4f);
      Answer some = AnswerHead.best().answers(context, List.of(window), first, first, CLS).get(0);
      assertTrue(some.score() < 1e-3f && !some.text().isEmpty(), some::toString);
      // two windows: the less likely of the two says that there is none in either
      List<Answer> both =
          new AnswerHead(1, 15, true, true)
              .answers(
                  context,
                  List.of(window, window),
                  List.of(peak(window, 0), peak(window, 3)),
                  List.of(peak(window, 0), peak(window, 5)),
                  CLS);
      assertEquals("jane", both.get(0).text());
    }
  }

  @Test
  void answers_emptyContext_areNone() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Encoding window = tokenizer.encodePairWithOffsets("who", "", WHOLE);
      List<float[]> flat = List.of(new float[window.length()]);
      assertEquals(List.of(), AnswerHead.best().answers("", List.of(window), flat, flat, CLS));
      assertEquals(List.of(), AnswerHead.best().answers("", List.of(), List.of(), List.of(), CLS));
    }
  }

  @Test
  void answers_spanOfTheQuestion_isNeverOne() {
    String context = "jane";
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Encoding window = tokenizer.encodePairWithOffsets("who won [CLS]", context, WHOLE);
      for (int i = 0; i < window.length(); i++) {
        List<float[]> peak = List.of(peak(window, i));
        for (Answer answer :
            new AnswerHead(5, 15, false, true).answers(context, List.of(window), peak, peak, CLS)) {
          assertEquals("jane", answer.text());
        }
      }
    }
  }

  @Test
  void answers_valuesOfAnotherShape_areRefused() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Encoding window = tokenizer.encodePairWithOffsets("who", "jane", WHOLE);
      List<float[]> short1 = List.of(new float[3]);
      assertThrows(
          IllegalArgumentException.class,
          () -> AnswerHead.best().answers("jane", List.of(window), short1, short1, CLS));
      assertThrows(
          IllegalArgumentException.class,
          () -> AnswerHead.best().answers("jane", List.of(window), List.of(), short1, CLS));
    }
    assertThrows(IllegalArgumentException.class, () -> new AnswerHead(0, 15, false, true));
    assertThrows(IllegalArgumentException.class, () -> new AnswerHead(1, 0, false, true));
  }

  private static float[] peak(Encoding window, int position) {
    float[] logits = new float[window.length()];
    Arrays.fill(logits, -10);
    logits[position] = 10;
    return logits;
  }
}
