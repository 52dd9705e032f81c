package io.heed.converter.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final List<String> MODEL_LABELS = List.of("no", "maybe", "yes");

  /** Answers with the last word of a text. */
  private static final TextLabeller ECHO =
      texts -> texts.stream().map(t -> t.substring(t.lastIndexOf(' ') + 1)).toList();

  @Test
  void run_corpusWithOtherIdsThanTheModel_countsByName() {
    // The file saw "yes" first, so that its ids differ from the model's.
    List<LabelledText> texts =
        List.of(
            new LabelledText("is yes", "yes", 0, 1),
            new LabelledText("is no", "yes", 0, 2),
            new LabelledText("is no", "no", 1, 3));

    Evaluation evaluation = Evaluation.run(ECHO, MODEL_LABELS, texts, answered -> {});

    assertArrayEquals(new long[][] {{1, 0, 0}, {0, 0, 0}, {1, 0, 1}}, evaluation.matrix().counts());
  }

  @Test
  void run_manyTexts_countsEachOnceAndReportsProgressAndClassifierTime() {
    List<LabelledText> texts =
        IntStream.range(0, 300)
            .mapToObj(i -> new LabelledText("t" + i + (i % 3 == 0 ? " yes" : " no"), "yes", 0, i))
            .toList();
    List<Long> progress = new ArrayList<>();
    AtomicLong now = new AtomicLong();
    TextLabeller oneSecondACall =
        batch -> {
          now.addAndGet(1_000_000_000);
          return ECHO.label(batch);
        };

    Evaluation evaluation =
        Evaluation.run(oneSecondACall, MODEL_LABELS, texts, progress::add, now::get);

    assertEquals(100, evaluation.matrix().count(2, 2));
    assertEquals(200, evaluation.matrix().count(2, 0));
    assertEquals(List.of(128L, 256L, 300L), progress);
    assertEquals(Duration.ofSeconds(3), evaluation.duration());
    assertEquals(100.0, evaluation.textsPerSecond());
  }

  @Test
  void run_labelThatTheModelDoesNotHave_saysWhichBeforeAnyWork() {
    List<LabelledText> texts =
        List.of(
            new LabelledText("x", "yes", 0, 4),
            new LabelledText("x", "perhaps", 1, 7),
            new LabelledText("x", "never", 2, 9));
    TextLabeller untouched =
        batch -> {
          throw new AssertionError("must not be called");
        };

    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> Evaluation.run(untouched, MODEL_LABELS, texts, answered -> {}));

    assertEquals(Kind.INPUT, e.kind());
    assertEquals(
        "labels of the data: found \"perhaps\", \"never\" (first in line 7),"
            + " expected those of the model: no, maybe, yes;"
            + " VALUE=LABEL,… says which value stands for which label",
        e.getMessage());
  }

  @Test
  void run_textWithoutAnswer_isCountedApart() {
    List<LabelledText> texts =
        List.of(new LabelledText("is yes", "yes", 0, 1), new LabelledText("!", "no", 1, 2));

    Evaluation evaluation =
        Evaluation.run(
            batch -> List.of("yes", TextLabeller.NO_ANSWER), MODEL_LABELS, texts, answered -> {});

    assertEquals(1, evaluation.unanswered());
    assertEquals(1, evaluation.matrix().total());
    assertEquals(1, evaluation.matrix().count(2, 2));
  }

  @Test
  void run_noTexts_isEmpty() {
    Evaluation evaluation = Evaluation.run(ECHO, MODEL_LABELS, List.of(), answered -> {});

    assertEquals(0, evaluation.matrix().total());
    assertEquals(0, evaluation.textsPerSecond());
  }
}
