package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.label.WindowAggregation;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows of eight tokens, two of them special, cut by hand: each word of the text is one token of
 * the vocabulary.
 */
class LongTextsTest {
  private static final List<String> WORDS =
      List.of(
          "oil", "prices", "fall", "for", "a", "third", "day", "as", "stocks", "rise", "on",
          "monday", "for", "the", "team");

  private static final String TEXT = String.join(" ", WORDS);

  /** Means and maxima of the same scores, in another order. */
  private static final float TOLERANCE = 1e-6f;

  @ParameterizedTest
  @EnumSource(WindowAggregation.class)
  void classify_windows_aggregatesThoseRunByThemselves(WindowAggregation aggregation) {
    // six words a window, two of them shared: 0-5, 4-9, 8-13, 12-14
    List<String> windows = List.of(words(0, 6), words(4, 10), words(8, 14), words(12, 15));
    try (TextClassifier single = classifier(LongTexts.truncate());
        TextClassifier windowed = classifier(LongTexts.windows(2, aggregation))) {
      List<Classification> each = windows.stream().map(single::classify).toList();
      Classification found = windowed.classify(TEXT);
      for (String label : single.labels()) {
        List<Float> scores = each.stream().map(window -> score(window, label)).toList();
        assertEquals(combined(scores, aggregation), score(found, label), TOLERANCE, label);
      }
      assertEquals(found.score(), score(found, found.label()));
      assertEquals(found, windowed.classifyAsync(TEXT).join());
      List<Classification> all = windowed.classifyAll(List.of(TEXT, windows.get(0), TEXT));
      assertEquals(found, all.get(0));
      assertEquals(each.get(0), all.get(1));
      assertEquals(found, all.get(2));
      assertEquals(List.of(found), windowed.classifyAll(List.of(TEXT).stream()).toList());
    }
  }

  private static float combined(List<Float> scores, WindowAggregation aggregation) {
    return switch (aggregation) {
      case MEAN -> (float) scores.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
      case MAX -> (float) scores.stream().mapToDouble(Float::doubleValue).max().orElseThrow();
      case FIRST -> scores.get(0);
    };
  }

  /** Five special tokens and words of the first text, three words of the second a window. */
  @Test
  void classify_windowsOfAPair_areOverTheSecondText() {
    try (TextClassifier single = classifier(LongTexts.truncate());
        TextClassifier windowed = classifier(LongTexts.windows(1, WindowAggregation.MAX))) {
      String first = "oil prices";
      List<Classification> each =
          List.of(
              single.classify(first, words(0, 3)),
              single.classify(first, words(2, 5)),
              single.classify(first, words(4, 7)));
      Classification found = windowed.classify(first, words(0, 7));
      for (String label : single.labels()) {
        List<Float> scores = each.stream().map(window -> score(window, label)).toList();
        assertEquals(combined(scores, WindowAggregation.MAX), score(found, label), TOLERANCE);
      }
      assertEquals(each.get(0), windowed.classify(first, words(0, 3)));
      String tooLong = TEXT;
      EngineException refused =
          assertThrows(EngineException.class, () -> windowed.classify(tooLong, TEXT));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
    }
  }

  @Test
  void classify_refused_namesTokensAndLimit() {
    try (TextClassifier classifier = classifier(LongTexts.refuse());
        TextClassifier cut = classifier(LongTexts.truncate())) {
      assertEquals(cut.classify(words(0, 6)), classifier.classify(words(0, 6)));
      EngineException refused =
          assertThrows(
              EngineException.class, () -> classifier.classifyAll(List.of("oil", words(0, 7))));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      assertEquals(OptionalInt.of(1), refused.inputIndex());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("9 tokens") && message.contains("at most 8"), message);
      assertEquals(
          cut.classify("oil prices", words(0, 3)), classifier.classify("oil prices", words(0, 3)));
      EngineException pair =
          assertThrows(EngineException.class, () -> classifier.classify("oil prices", words(0, 4)));
      assertTrue(String.valueOf(pair.getMessage()).contains("9 tokens"));
      CompletableFuture<Classification> later = classifier.classifyAsync(TEXT);
      assertTrue(later.isCompletedExceptionally());
    }
  }

  @Test
  void classify_windows_sumsTheTimes() {
    try (TextClassifier windowed = classifier(LongTexts.windows(2))) {
      StageTimes times = windowed.classify(TEXT).times();
      assertTrue(times.tokenizeNanos() > 0 && times.runNanos() > 0, times.toString());
    }
  }

  /** Room for two requests, and a text of four windows: refused whole, and all permits are back. */
  @Test
  void classify_moreWindowsThanRequests_isRefusedWhole() {
    try (TextClassifier windowed = builder(LongTexts.windows(0)).lanes(1).maxRequests(1).build()) {
      String text = (TEXT + " ").repeat(100);
      EngineException refused = assertThrows(EngineException.class, () -> windowed.classify(text));
      assertEquals(EngineException.Kind.OVERLOADED, refused.kind());
      assertTrue(windowed.classifyAsync(text).isCompletedExceptionally());
      Classification waited = windowed.classifyAll(List.of(text)).get(0);
      assertEquals(4, waited.scores().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 100})
  void build_strideBeyondAWindow_isRefused(int stride) {
    TextClassifierBuilder builder = builder(LongTexts.windows(stride));
    EngineException refused = assertThrows(EngineException.class, builder::build);
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(stride + ", expected less than 5"), message);
  }

  @Test
  void classify_windowsByDefault_shareHalf() {
    try (TextClassifier usual = classifier(LongTexts.windows());
        TextClassifier two = classifier(LongTexts.windows(2))) {
      assertEquals(two.classify(TEXT), usual.classify(TEXT));
      assertEquals("windows", LongTexts.windows().toString().toLowerCase(Locale.ROOT));
    }
  }

  private static String words(int from, int to) {
    return WORDS.subList(from, to).stream().collect(Collectors.joining(" "));
  }

  private static float score(Classification classification, String label) {
    return classification.scores().stream()
        .filter(score -> score.label().equals(label))
        .findFirst()
        .orElseThrow()
        .score();
  }

  private static TextClassifierBuilder builder(LongTexts longTexts) {
    return TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
        .maxTokens(8)
        .longTexts(longTexts);
  }

  private static TextClassifier classifier(LongTexts longTexts) {
    return builder(longTexts).build();
  }
}
