package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.Answer;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.models.ModelDirectory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of the contract's tests is the context. */
class QuestionAnswererTest extends TaskEngineContract<QuestionAnswerer, Answers> {
  /** The fixtures' tolerance for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  private static final String QUESTION = "Who leads the bank?";
  private static final String WINDOWS = "pipeline_max_seq_len_64_doc_stride_24";

  /** Where the reference stopped reading: its tokenizers gave it two windows and no more. */
  private static final int REFERENCE_END = 235;

  @Override
  HfFixture fixture() {
    return TaskFixtures.QA;
  }

  @Override
  QuestionAnswererBuilder builder(ModelDirectory directory) {
    return QuestionAnswerer.builder(directory);
  }

  @Override
  QuestionAnswerer build(EngineBuilder<?> builder) {
    return ((QuestionAnswererBuilder) builder).build();
  }

  @Override
  Answers call(QuestionAnswerer engine, String text, RequestOptions options) {
    return engine.answer(QUESTION, text, options);
  }

  @Override
  CompletableFuture<Answers> callAsync(
      QuestionAnswerer engine, String text, RequestOptions options) {
    return engine.answerAsync(QUESTION, text, options);
  }

  @Override
  List<Answers> callAll(QuestionAnswerer engine, List<String> texts) {
    return engine.answerAll(texts.stream().map(text -> new Question(QUESTION, text)).toList());
  }

  @Override
  StageTimes times(Answers answer) {
    return answer.times();
  }

  @Override
  String text() {
    return "The bank is led by Maria Lopez, a former minister of finance.";
  }

  @Override
  String longText() {
    return "Nobody was hurt, police said on Tuesday. ".repeat(100) + text();
  }

  @ParameterizedTest
  @CsvSource({
    "pipeline_default, 1, 15, false, true",
    "pipeline_top_k_3, 3, 15, false, true",
    "pipeline_impossible, 1, 15, true, true",
    "pipeline_max_answer_len_3, 1, 3, false, true",
    "pipeline_no_word_alignment, 1, 15, false, false",
  })
  void answer_questionsOfTheReference_givesThePipelinesAnswers(
      String name, int topK, int maxAnswerTokens, boolean impossible, boolean wholeWords) {
    List<JsonRecord> records = JsonRecord.of(TaskFixtures.QA);
    assertEquals(7, records.size());
    try (QuestionAnswerer answerer =
        builder(ModelDirectory.open(fixture().directory()))
            .topK(topK)
            .maxAnswerTokens(maxAnswerTokens)
            .impossibleAnswers(impossible)
            .wholeWords(wholeWords)
            .build()) {
      List<Answers> all =
          answerer.answerAll(
              records.stream().map(r -> new Question(r.first(), r.second())).toList());
      for (int i = 0; i < records.size(); i++) {
        JsonRecord record = records.get(i);
        List<JsonRecord> expected = topK > 1 ? record.list(name) : List.of(record.member(name));
        String context = record.second();
        assertAnswers(context, expected, answerer.answer(record.first(), context));
        assertAnswers(context, expected, answerer.answerAsync(record.first(), context).join());
        assertAnswers(context, expected, all.get(i));
      }
    }
  }

  @Test
  void answer_windowsOfTheReference_givesThePipelinesAnswer() {
    JsonRecord record = windowsRecord();
    String context = record.second().substring(0, REFERENCE_END);
    try (QuestionAnswerer answerer =
        builder(ModelDirectory.open(fixture().directory())).maxTokens(64).stride(24).build()) {
      assertAnswers(
          context, List.of(record.member(WINDOWS)), answerer.answer(record.first(), context));
      assertTrue(answerer.answer(record.first(), record.second()).best().isPresent());
    }
  }

  private static JsonRecord windowsRecord() {
    return JsonRecord.of(TaskFixtures.QA).stream()
        .filter(record -> record.has(WINDOWS))
        .findFirst()
        .orElseThrow();
  }

  private static void assertAnswers(String context, List<JsonRecord> expected, Answers found) {
    assertEquals(expected.size(), found.answers().size());
    for (int i = 0; i < expected.size(); i++) {
      JsonRecord answer = expected.get(i);
      Answer answerFound = found.answers().get(i);
      assertEquals(answer.string("answer"), answerFound.text());
      assertEquals(answer.json().get("score").floatValue(), answerFound.score(), TOLERANCE);
      int start = context.offsetByCodePoints(0, answer.json().get("start").intValue());
      int end = context.offsetByCodePoints(0, answer.json().get("end").intValue());
      assertEquals(start, answerFound.start());
      assertEquals(end, answerFound.end());
    }
  }

  @Test
  void answer_longContext_standsWhereItSays() {
    String context = windowsRecord().second();
    try (QuestionAnswerer answerer =
        builder(ModelDirectory.open(fixture().directory()))
            .maxTokens(64)
            .stride(24)
            .topK(20)
            .impossibleAnswers(true)
            .build()) {
      List<Answer> answers = answerer.answer(windowsRecord().first(), context).answers();
      assertEquals(20, answers.size());
      for (Answer answer : answers) {
        assertEquals(context.substring(answer.start(), answer.end()), answer.text());
      }
      assertTrue(answers.stream().anyMatch(answer -> answer.end() > REFERENCE_END));
    }
  }

  @Test
  void answer_emptyContext_isNone() {
    try (QuestionAnswerer answerer = QuestionAnswerer.load(fixture().directory())) {
      assertEquals(Optional.empty(), answerer.answer(QUESTION, "").best());
      assertEquals(1, answerer.answer("", text()).answers().size());
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void answer_nullQuestion_isRefused() {
    try (QuestionAnswerer answerer = QuestionAnswerer.load(fixture().directory())) {
      assertKind(
          EngineException.Kind.INVALID_INPUT,
          assertThrows(EngineException.class, () -> answerer.answer(null, text())));
    }
  }

  @Test
  void answer_questionAsLongAsAWindow_isRefused() {
    try (QuestionAnswerer answerer =
        builder(ModelDirectory.open(fixture().directory())).maxTokens(32).stride(4).build()) {
      List<Question> questions =
          List.of(
              new Question(QUESTION, text()), new Question("who ".repeat(28), text().repeat(2)));
      EngineException refused =
          assertThrows(EngineException.class, () -> answerer.answerAll(questions));
      assertKind(EngineException.Kind.INVALID_INPUT, refused);
      assertTrue(String.valueOf(refused.getMessage()).contains("28 tokens"), refused::toString);
      assertEquals(OptionalInt.of(1), refused.inputIndex());
    }
  }

  @Test
  void load_graphWithoutStartLogits_isRefusedWithFoundAndExpected() {
    EngineException refused =
        assertThrows(
            EngineException.class, () -> QuestionAnswerer.load(HfFixture.BERT.directory()));
    assertKind(EngineException.Kind.MODEL, refused);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("found outputs [logits FLOAT [batch_size, 4]]"), message);
    assertTrue(message.contains("expected start_logits FLOAT [batch, sequence]"), message);
  }
}
