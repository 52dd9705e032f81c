package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenCutTest {
  private static final String QUESTION = "who won";
  private static final String CONTEXT = "jane wong won the race \uD83C\uDFC1 today in may";

  /**
   * What tokenizers 0.21.4 gives for {@link #QUESTION} and {@link #CONTEXT} at 10 tokens, only the
   * second text cut, stride 2: the tokens of the context in each window.
   */
  private static final List<List<String>> WINDOWS =
      List.of(
          List.of("j", "##an", "##e", "won", "##g"),
          List.of("won", "##g", "won", "the", "race"),
          List.of("the", "race", "[UNK]", "today", "in"),
          List.of("today", "in", "may"));

  @Test
  void pairWindows_onlySecondCut_areThoseOfTheLibrary() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Truncation cut = Truncation.to(10).with(TruncationStrategy.ONLY_SECOND);
      List<Encoding> windows = tokenizer.encodePairWindows(QUESTION, CONTEXT, cut, 2);
      assertEquals(WINDOWS, windows.stream().map(window -> tokens(window, 1)).toList());
      for (Encoding window : windows) {
        assertEquals(List.of("who", "won"), tokens(window, 0));
        assertEquals("[CLS]", window.token(0));
        assertEquals("[SEP]", window.token(window.length() - 1));
        assertEquals(1, window.tokens().typeIds()[window.length() - 1]);
      }
      int today = CONTEXT.indexOf("today");
      assertEquals(today, windows.get(3).start(4), "offsets are those of the whole text");
    }
  }

  /** What tokenizers 0.21.4 gives for the left side: the window kept is the last of the text. */
  @Test
  void windows_cutOnTheLeft_startAtTheEnd() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Truncation cut = Truncation.to(6).with(TruncationSide.LEFT);
      List<List<String>> windows =
          tokenizer.encodeWindows("jane wong won the race", cut, 1).stream()
              .map(window -> tokens(window, 0))
              .toList();
      assertEquals(
          List.of(
              List.of("##g", "won", "the", "race"),
              List.of("##an", "##e", "won", "##g"),
              List.of("j", "##an")),
          windows);
      List<Encoding> two =
          tokenizer.encodeWindows(
              "jane wong won the race", Truncation.to(7).with(TruncationSide.LEFT), 2);
      assertEquals(2, two.size());
      assertEquals(List.of("j", "##an", "##e", "won", "##g"), tokens(two.get(1), 0));
    }
  }

  @Test
  void windows_textThatFits_isOne() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      for (String text : List.of("", "won", "[SEP]")) {
        List<Encoding> windows = tokenizer.encodeWindows(text, Truncation.to(8), 2);
        assertEquals(1, windows.size());
        assertArrayEquals(tokenizer.encode(text).ids(), windows.get(0).tokens().ids());
      }
    }
  }

  @Test
  void windows_oneMegabyte_coverEveryTokenInOrder() {
    String text = "oil prices soar ".repeat(1 << 16);
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      List<Encoding> windows = tokenizer.encodeWindows(text, Truncation.to(512), 10);
      int next = 0;
      for (Encoding window : windows) {
        assertTrue(window.length() <= 512);
        assertTrue(window.start(1) <= next, "no gap before " + window.start(1));
        assertEquals("oil", text.substring(window.start(1), window.end(1)).substring(0, 3));
        next = window.end(window.length() - 2) + 1;
      }
      assertEquals(text.length(), next);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1", "8", "9", "1000"})
  void windows_strideNotBelowTheRoom_isRefused(int stride) {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> tokenizer.encodeWindows("short", Truncation.to(10), stride));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("stride: " + stride));
    }
  }

  @Test
  void pairWindows_questionThatLeavesLessThanTheStride_isRefused() {
    String question = "who won ".repeat(4);
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Truncation cut = Truncation.to(15).with(TruncationStrategy.ONLY_SECOND);
      EngineException refused =
          assertThrows(
              EngineException.class, () -> tokenizer.encodePairWindows(question, CONTEXT, cut, 4));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("the first text of the pair has 8 tokens"), message);
      assertTrue(message.contains("stride, 4"), message);
      assertEquals(4, tokenizer.encodePairWindows(question, CONTEXT, cut, 1).size());
      assertEquals(1, tokenizer.encodePairWindows(question, "won", cut, 4).size());
    }
  }

  @Test
  void pair_questionLongerThanTheLimit_isRefusedUnlessItMayBeCut() {
    String question = "who won ".repeat(50);
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      Truncation cut = Truncation.to(64).with(TruncationStrategy.ONLY_SECOND);
      EngineException refused =
          assertThrows(EngineException.class, () -> tokenizer.encodePair(question, CONTEXT, cut));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("the first text of the pair has 100 tokens"), message);
      assertTrue(message.contains("64"), message);
      assertEquals(64, tokenizer.encodePair(question, CONTEXT, Truncation.to(64)).length());
      assertEquals(
          64,
          tokenizer
              .encodePair(question, CONTEXT, cut.with(TruncationStrategy.ONLY_FIRST))
              .length());
    }
  }

  @Test
  void pairWindows_bothTextsToBeCut_isRefused() {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> tokenizer.encodePairWindows(QUESTION, CONTEXT, Truncation.to(10), 2));
    }
  }

  @ParameterizedTest
  @EnumSource(TruncationSide.class)
  void pair_maxLengthOfTheSpecialTokensOrLess_keepsOnlyThoseOrIsRefused(TruncationSide side) {
    try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.QA)) {
      assertEquals(
          3, tokenizer.encodePair(QUESTION, CONTEXT, Truncation.to(3).with(side)).length());
      assertThrows(
          IllegalArgumentException.class,
          () -> tokenizer.encodePair(QUESTION, CONTEXT, Truncation.to(2).with(side)));
    }
  }

  @Test
  void cut_longerThanTheTokenizerAllows_isCutToWhatItAllows() {
    byte[] json = TaskFixtures.QA.read("tokenizer.json");
    try (TextTokenizer tokenizer = TextTokenizer.open(json, 5)) {
      assertEquals(5, tokenizer.encode(CONTEXT, Truncation.to(100)).length());
    }
    try (TextTokenizer tokenizer =
        TextTokenizer.open(json, Truncation.to(5).with(TruncationSide.LEFT))) {
      assertEquals(tokenizer.tokenId("may").getAsLong(), tokenizer.encode(CONTEXT).ids()[3]);
    }
  }

  /**
   * Against the native library's own truncation, which takes the same parameters. A stride that is
   * too large for it would end the process, so that it is kept small here.
   */
  @Test
  void cut_randomTexts_equalsTheTruncationOfTheLibrary() {
    long seed = Long.getLong("heed.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] json = TaskFixtures.QA.read("tokenizer.json");
    TokenizersLibrary library = NativeTokenizers.library();
    long reference = library.createTokenizerFromString(new String(json, StandardCharsets.UTF_8));
    try (TextTokenizer tokenizer = TextTokenizer.open(json, 512)) {
      for (int round = 0; round < 2000; round++) {
        String first = "who won the races ".repeat(3).substring(random.nextInt(54));
        String second = WellFormedText.of(CONTEXT.repeat(2).substring(random.nextInt(75)));
        TruncationStrategy strategy = List.of(TruncationStrategy.values()).get(random.nextInt(3));
        Truncation cut = Truncation.to(4 + random.nextInt(30)).with(strategy);
        String message = "replay with -Dheed.seed=" + seed + ", round " + round;
        library.setTruncation(reference, cut.maxLength(), strategy.name(), 0);
        assertEquals(
            outcome(() -> ids(library, library.encodeDual(reference, first, second, true), false)),
            outcome(() -> List.of(list(tokenizer.encodePair(first, second, cut)))),
            message);
        int stride = random.nextInt(cut.maxLength() - 2);
        library.setTruncation(reference, cut.maxLength(), "LONGEST_FIRST", stride);
        assertEquals(
            ids(library, library.encode(reference, second, true), true),
            tokenizer.encodeWindows(second, cut, stride).stream()
                .map(window -> list(window.tokens()))
                .toList(),
            message);
        try {
          comparePairWindows(library, reference, tokenizer, first, second, cut, random);
        } catch (AssertionError e) {
          throw new AssertionError(message, e);
        }
      }
    } finally {
      library.deleteTokenizer(reference);
    }
  }

  private static void comparePairWindows(
      TokenizersLibrary library,
      long reference,
      TextTokenizer tokenizer,
      String first,
      String second,
      Truncation cut,
      Random random) {
    boolean cutsFirst = cut.strategy() == TruncationStrategy.ONLY_FIRST;
    int other = tokenizer.encode(cutsFirst ? second : first).length() - 2;
    int room = cut.maxLength() - 3 - other;
    if (cut.strategy() != TruncationStrategy.LONGEST_FIRST && room > 0) {
      int stride = random.nextInt(room);
      library.setTruncation(reference, cut.maxLength(), cut.strategy().name(), stride);
      assertEquals(
          ids(library, library.encodeDual(reference, first, second, true), true),
          tokenizer.encodePairWindows(first, second, cut, stride).stream()
              .map(window -> list(window.tokens()))
              .toList());
    }
  }

  /** The ids of an encoding, and of its overflow if wanted. */
  private static List<List<Long>> ids(TokenizersLibrary library, long encoding, boolean overflows) {
    List<List<Long>> ids = new ArrayList<>();
    ids.add(list(library.getTokenIds(encoding)));
    for (long overflow : library.getOverflowing(encoding)) {
      if (overflows) {
        ids.add(list(library.getTokenIds(overflow)));
      }
      library.deleteEncoding(overflow);
    }
    library.deleteEncoding(encoding);
    return ids;
  }

  private static String outcome(Supplier<List<List<Long>>> call) {
    try {
      return call.get().toString();
    } catch (RuntimeException e) {
      return "refused";
    }
  }

  /**
   * Where both texts are longer than the maximum, tokenizers 0.23 differs from versions before in
   * which text an odd token goes to: it no longer tokenizes texts to the end.
   */
  @Test
  void pairs_ofTheReferenceCutOnBothSides_areEqualUpToTheOddToken() {
    for (HfFixture fixture : TaskFixtures.models()) {
      try (TextTokenizer tokenizer = TaskFixtures.tokenizer(fixture)) {
        for (JsonRecord expected : JsonRecord.of(fixture)) {
          if (expected.isPair() && expected.maxLength().isPresent()) {
            Truncation cut = Truncation.to(expected.maxLength().getAsInt());
            Encoding encoding =
                tokenizer.encodePairWithOffsets(expected.first(), expected.second(), cut);
            assertUpToTheOddToken(
                expected.longs("input_ids"), expected.ints("sequence_ids"), encoding);
          }
        }
      }
    }
  }

  @Test
  void pairGoldens_ofTheLibrary_areEqual() throws IOException {
    try (TextTokenizer tokenizer = goldenTokenizer()) {
      for (JsonRecord expected : JsonRecord.ofLines(golden("golden-pairs.jsonl"))) {
        Encoding whole = encodePair(tokenizer, expected, Truncation.to(1 << 20));
        assertEncoding(expected, whole);
        for (TruncationStrategy strategy : TruncationStrategy.values()) {
          String name = "truncated_48_" + strategy.name().toLowerCase(Locale.ROOT);
          Truncation cut = Truncation.to(48).with(strategy);
          if (!expected.has(name)) {
            assertThrows(EngineException.class, () -> encodePair(tokenizer, expected, cut));
          } else if (tokens(whole, 0).size() > 48 && tokens(whole, 1).size() > 48) {
            JsonRecord golden = expected.member(name);
            int[] sequenceIds = golden.ints("type_ids"); // special tokens have types too: no matter
            assertUpToTheOddToken(
                golden.longs("ids"), sequenceIds, encodePair(tokenizer, expected, cut));
          } else {
            assertEncoding(expected.member(name), encodePair(tokenizer, expected, cut));
          }
        }
      }
    }
  }

  private static void assertUpToTheOddToken(long[] ids, int[] texts, Encoding encoding) {
    assertEquals(ids.length, encoding.length());
    int start = Arrays.stream(texts).filter(text -> text == 1).toArray().length;
    int[] found = new int[encoding.length()];
    Arrays.setAll(found, encoding::sequenceId);
    int second = (int) Arrays.stream(found).filter(text -> text == 1).count();
    assertTrue(Math.abs(start - second) <= 2, start + " and " + second);
    int same = Math.min(firstOf(texts, 1), firstOf(found, 1)) - 3;
    for (int i = 0; i < same; i++) {
      assertEquals(ids[i], encoding.tokens().ids()[i]);
    }
    int length = Math.min(ids.length - firstOf(texts, 1), ids.length - firstOf(found, 1)) - 2;
    for (int i = 0; i < length; i++) {
      assertEquals(ids[firstOf(texts, 1) + i], encoding.tokens().ids()[firstOf(found, 1) + i]);
    }
  }

  private static int firstOf(int[] texts, int text) {
    int first = 0;
    while (texts[first] != text) {
      first++;
    }
    return first;
  }

  /** Of the second window the reference has the start only, for the reason given above. */
  @Test
  void truncatedGoldens_ofTheLibrary_areEqual() throws IOException {
    try (TextTokenizer tokenizer = goldenTokenizer()) {
      for (JsonRecord expected : JsonRecord.ofLines(golden("golden-truncated.jsonl"))) {
        Truncation right = Truncation.to(expected.maxLength().getAsInt());
        Truncation cut = expected.has("direction") ? right.with(TruncationSide.LEFT) : right;
        int stride = expected.has("stride") ? expected.json().get("stride").intValue() : 0;
        List<Encoding> windows = tokenizer.encodeWindows(expected.first(), cut, stride);
        assertEncoding(expected, windows.get(0));
        assertArrayEquals(expected.longs("ids"), tokenizer.encode(expected.first(), cut).ids());
        if (expected.has("overflowing_ids")) {
          int[] overflow = expected.pairs("overflowing_ids")[0];
          for (int i = 0; i < overflow.length - 1; i++) {
            assertEquals(overflow[i], windows.get(1).tokens().ids()[i]);
          }
        }
      }
    }
  }

  @Test
  void newsGoldens_ofTheLibrary_areEqual() throws IOException {
    try (TextTokenizer tokenizer = goldenTokenizer()) {
      for (JsonRecord expected : JsonRecord.ofLines(golden("golden-agnews.jsonl"))) {
        assertEncoding(
            expected, tokenizer.encodeWithOffsets(expected.first(), Truncation.to(1 << 20)));
      }
    }
  }

  private static Encoding encodePair(TextTokenizer tokenizer, JsonRecord texts, Truncation cut) {
    return tokenizer.encodePairWithOffsets(texts.first(), texts.second(), cut);
  }

  private static void assertEncoding(JsonRecord expected, Encoding encoding) {
    assertArrayEquals(expected.longs("ids"), encoding.tokens().ids(), expected::toString);
    assertArrayEquals(expected.longs("type_ids"), encoding.tokens().typeIds());
    int[][] offsets = expected.pairs(expected.has("offsets_utf16") ? "offsets_utf16" : "offsets");
    for (int i = 0; i < offsets.length; i++) {
      assertEquals(offsets[i][0], encoding.start(i), expected::toString);
      assertEquals(offsets[i][1], encoding.end(i), expected::toString);
    }
  }

  private static byte[] golden(String name) throws IOException {
    Path file =
        Stream.ofNullable(System.getenv("HEED_SHARED"))
            .map(Path::of)
            .findFirst()
            .orElse(Path.of("../../shared"))
            .resolve("fixtures/tokenizers")
            .resolve(name);
    assumeTrue(Files.exists(file), name + ", which quotes AG News, is not beside the repository");
    return Files.readAllBytes(file);
  }

  private static TextTokenizer goldenTokenizer() {
    HfFixture fixture = TaskFixtures.BERT_BASE_UNCASED;
    return TextTokenizer.open(
        TaskFixtures.withoutTruncation(fixture.read("tokenizer.json")), 1 << 20);
  }

  private static List<String> tokens(Encoding encoding, int sequenceId) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < encoding.length(); i++) {
      if (encoding.sequenceId(i) == sequenceId) {
        tokens.add(encoding.token(i));
      }
    }
    return tokens;
  }

  private static List<Long> list(TokenSequence tokens) {
    return list(tokens.ids());
  }

  private static List<Long> list(long[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
