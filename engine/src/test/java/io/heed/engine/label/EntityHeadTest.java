package io.heed.engine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.engine.token.TokenizerJson;
import io.heed.engine.token.Truncation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntityHeadTest {
  /** As the reference allows for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  private static final List<String> LABELS =
      List.of("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC");

  @ParameterizedTest
  @EnumSource(EntityAggregation.class)
  void entities_logitsOfTheReference_areThoseOfThePipeline(EntityAggregation aggregation) {
    byte[] json = TaskFixtures.NER.read("tokenizer.json");
    assertTrue(TokenizerJson.marksContinuations(json));
    try (TextTokenizer tokenizer = TextTokenizer.open(json, 512)) {
      EntityHead head =
          EntityHead.of(
              LABELS, aggregation, WordRule.markedContinuations(tokenizer.tokenId("[UNK]")));
      int entities = 0;
      for (JsonRecord record : JsonRecord.of(TaskFixtures.NER)) {
        String text = record.first();
        Encoding encoding = tokenizer.encodeWithOffsets(text, Truncation.to(512));
        List<Entity> found = head.entities(text, encoding, record.floats("logits"));
        List<JsonRecord> expected =
            record.list("pipeline_" + aggregation.name().toLowerCase(Locale.ROOT));
        assertEquals(expected.size(), found.size(), () -> found + " in " + text);
        for (int i = 0; i < expected.size(); i++) {
          assertEntity(text, expected.get(i), found.get(i));
          entities++;
        }
      }
      assertTrue(entities > 20);
    }
  }

  /** The offsets of the reference are in code points, and its words have spaces put in. */
  private static void assertEntity(String text, JsonRecord expected, Entity found) {
    String label = expected.string(expected.has("entity") ? "entity" : "entity_group");
    assertEquals(label, found.label());
    assertEquals(expected.json().get("score").floatValue(), found.score(), TOLERANCE);
    int start = text.offsetByCodePoints(0, expected.json().get("start").intValue());
    int end = text.offsetByCodePoints(0, expected.json().get("end").intValue());
    assertEquals(start, found.start());
    assertEquals(end, found.end());
    assertEquals(text.substring(start, end), found.text());
    assertEquals(
        expected.string("word").replace("##", "").replace(" ", ""), found.text().replace(" ", ""));
  }

  /** Logits whose softmax is near 1 for one label; labels by hand, with the pipeline's rules. */
  @Test
  void entities_beginningsAndContinuations_areSplitAndJoined() {
    List<String> labels = List.of("O", "B-A", "I-A", "I-B", "C", "D-x");
    int[] tokens = {1, 2, 1, 3, 3, 0, 4, 4, 2, 5};
    List<Entity> found =
        EntityHead.of(labels, EntityAggregation.SIMPLE, WordRule.spaces(OptionalLong.empty()))
            .entities("0123456789", characters(10), oneHot(tokens, labels.size()));
    assertEquals(
        List.of("A:01", "A:2", "B:34", "C:67", "A:8", "x:9"),
        found.stream().map(entity -> entity.label() + ":" + entity.text()).toList());
  }

  @Test
  void entities_wordsBySpaces_haveTheLabelOfTheFirstToken() {
    List<String> labels = List.of("O", "A", "B");
    String text = "ab cd ef";
    int[] tokens = {1, 0, 2, 2, 0, 0, 0, 1};
    EntityHead head =
        EntityHead.of(labels, EntityAggregation.FIRST, WordRule.spaces(OptionalLong.empty()));
    List<Entity> found = head.entities(text, characters(8), oneHot(tokens, 3));
    // a space is a word here, as the tokens are characters; it has the label of the word behind it
    assertEquals(
        List.of("A:ab", "B: cd"),
        found.stream().map(entity -> entity.label() + ":" + entity.text()).toList());
  }

  @Test
  void entities_otherIgnoredLabels_areLeftOut() {
    EntityHead head =
        new EntityHead(
            List.of("O", "A"),
            EntityAggregation.NONE,
            Set.of("A"),
            WordRule.spaces(OptionalLong.empty()));
    List<Entity> found = head.entities("abc", characters(3), oneHot(new int[] {1, 0, 1}, 2));
    assertEquals(List.of("b"), found.stream().map(Entity::text).toList());
  }

  @Test
  void entities_overlappingInTwoWindows_longerOneStays() {
    List<String> labels = List.of("O", "A", "B");
    EntityHead head =
        EntityHead.of(labels, EntityAggregation.SIMPLE, WordRule.spaces(OptionalLong.empty()));
    String text = "abcdef";
    Encoding first = characters(0, 4);
    Encoding second = characters(2, 6);
    // a(bcd) in the first window, (cde)f in the second: equal length, so the better score
    float[] weak = oneHot(new int[] {0, 1, 1, 1}, 3);
    float[] strong = oneHot(new int[] {2, 2, 2, 0}, 3);
    for (int i = 0; i < strong.length; i++) {
      strong[i] *= 2;
    }
    List<Entity> found = head.entities(text, List.of(first, second), List.of(weak, strong));
    assertEquals(List.of("cde"), found.stream().map(Entity::text).toList());
    float[] longer = oneHot(new int[] {1, 1, 1, 1}, 3);
    found = head.entities(text, List.of(first, second), List.of(longer, strong));
    assertEquals(List.of("abcd"), found.stream().map(Entity::text).toList());
    assertEquals(List.of(), head.entities(text, List.of(), List.of()));
  }

  @Test
  void entities_textWithoutTokens_areNone() {
    for (EntityAggregation aggregation : EntityAggregation.values()) {
      EntityHead head = EntityHead.of(LABELS, aggregation, WordRule.spaces(OptionalLong.empty()));
      assertEquals(List.of(), head.entities("", characters(0), new float[0]));
      try (TextTokenizer tokenizer = TaskFixtures.tokenizer(TaskFixtures.NER)) {
        Encoding special = tokenizer.encodeWithOffsets("", Truncation.to(8));
        assertEquals(List.of(), head.entities("", special, new float[2 * LABELS.size()]));
      }
    }
  }

  @Test
  void entities_logitsOfAnotherShape_areRefused() {
    EntityHead head =
        EntityHead.of(LABELS, EntityAggregation.NONE, WordRule.spaces(OptionalLong.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> head.entities("abc", characters(3), new float[10]));
    assertThrows(
        IllegalArgumentException.class,
        () -> head.entities("abc", List.of(characters(3)), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            EntityHead.of(
                List.of(), EntityAggregation.NONE, WordRule.spaces(OptionalLong.empty())));
  }

  private static Encoding characters(int length) {
    return characters(0, length);
  }

  /** A token a character. */
  private static Encoding characters(int start, int end) {
    int length = end - start;
    String[] tokens = new String[length];
    Arrays.fill(tokens, "?");
    return Encoding.of(
        TokenSequence.of(new long[length], new long[length]),
        tokens,
        IntStream.range(start, end).toArray(),
        IntStream.range(start + 1, end + 1).toArray(),
        IntStream.range(start, end).toArray(),
        new int[length]);
  }

  private static float[] oneHot(int[] labels, int size) {
    float[] logits = new float[labels.length * size];
    for (int i = 0; i < labels.length; i++) {
      logits[i * size + labels[i]] = 5;
    }
    return logits;
  }
}
