package io.heed.engine.label;

import io.heed.engine.token.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Turns the logits of a token classifier into entities, as Hugging Face's token-classification
 * pipeline does. Immutable.
 *
 * @param labels the labels in the order of their ids; {@code B-} starts an entity, {@code I-} or
 *     neither continues one
 * @param aggregation how tokens become entities
 * @param ignoredLabels labels of what is no entity, {@code O} usually
 * @param words which tokens continue a word; matters where words are kept whole
 */
public record EntityHead(
    List<String> labels, EntityAggregation aggregation, Set<String> ignoredLabels, WordRule words) {
  /** Checks and copies. */
  public EntityHead {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels: none, expected 1 or more");
    }
    labels = List.copyOf(labels);
    ignoredLabels = Set.copyOf(ignoredLabels);
  }

  /** A head that ignores the label {@code O}. */
  public static EntityHead of(List<String> labels, EntityAggregation aggregation, WordRule words) {
    return new EntityHead(labels, aggregation, Set.of("O"), words);
  }

  /**
   * The entities of a text, in its order.
   *
   * @param text the text
   * @param encoding its tokens
   * @param logits of shape {@code [tokens, labels]}, in row-major order
   */
  public List<Entity> entities(String text, Encoding encoding, float[] logits) {
    if (logits.length != encoding.length() * labels.size()) {
      throw new IllegalArgumentException(
          "logits: "
              + logits.length
              + " values, expected "
              + encoding.length()
              + " tokens of "
              + labels.size()
              + " labels");
    }
    List<Labelled> parts = new ArrayList<>();
    List<TokenScores> word = new ArrayList<>();
    for (int i = 0; i < encoding.length(); i++) {
      if (!encoding.isSpecial(i)) {
        TokenScores token = TokenScores.of(encoding, i, logits, labels.size());
        if (!keepsWords() || !words.continues(text, encoding, i)) {
          label(word, parts);
        }
        word.add(token);
      }
    }
    label(word, parts);
    List<Labelled> entities = aggregation == EntityAggregation.NONE ? parts : grouped(parts);
    return entities.stream()
        .filter(part -> !ignoredLabels.contains(part.label))
        .map(part -> part.entity(text))
        .toList();
  }

  /**
   * The entities of a text that was too long for one run: of those that overlap, the longer one
   * stays, or the one with the better score.
   *
   * @param text the text
   * @param windows its windows, which should overlap
   * @param logits those of each window, as {@link #entities(String, Encoding, float[])} takes them
   */
  public List<Entity> entities(String text, List<Encoding> windows, List<float[]> logits) {
    if (windows.size() != logits.size()) {
      throw new IllegalArgumentException(
          "logits: of " + logits.size() + " windows, expected " + windows.size());
    }
    List<Entity> found = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      found.addAll(entities(text, windows.get(i), logits.get(i)));
    }
    return windows.size() > 1 ? withoutOverlaps(found) : List.copyOf(found);
  }

  private static List<Entity> withoutOverlaps(List<Entity> found) {
    List<Entity> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Entity::start));
    List<Entity> kept = new ArrayList<>();
    for (Entity entity : sorted) {
      Entity previous = kept.isEmpty() ? null : kept.get(kept.size() - 1);
      if (previous == null || entity.start() >= previous.end()) {
        kept.add(entity);
      } else {
        int longer = (entity.end() - entity.start()) - (previous.end() - previous.start());
        if (longer > 0 || (longer == 0 && entity.score() > previous.score())) {
          kept.set(kept.size() - 1, entity);
        }
      }
    }
    return List.copyOf(kept);
  }

  private boolean keepsWords() {
    return aggregation != EntityAggregation.NONE && aggregation != EntityAggregation.SIMPLE;
  }

  /** Labels the tokens gathered so far as one, and empties the list. */
  private void label(List<TokenScores> word, List<Labelled> parts) {
    if (word.isEmpty()) {
      return;
    }
    float[] scores =
        switch (aggregation) {
          case NONE, SIMPLE, FIRST -> word.get(0).scores;
          case AVERAGE -> TokenScores.mean(word);
          case MAX -> TokenScores.best(word).scores;
        };
    int best = TokenScores.argMax(scores);
    parts.add(
        new Labelled(
            labels.get(best), scores[best], word.get(0).start, word.get(word.size() - 1).end));
    word.clear();
  }

  private static List<Labelled> grouped(List<Labelled> parts) {
    List<Labelled> groups = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= parts.size(); i++) {
      if (i == parts.size() || !parts.get(i).continues(parts.get(i - 1))) {
        groups.add(Labelled.group(parts.subList(start, i)));
        start = i;
      }
    }
    return groups;
  }

  /** A stretch with the label it was given, before labels are dropped. */
  private record Labelled(String label, float score, int start, int end) {
    boolean continues(Labelled previous) {
      return !label.startsWith("B-") && tag().equals(previous.tag());
    }

    private String tag() {
      return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
    }

    static Labelled group(List<Labelled> parts) {
      double sum = 0;
      for (Labelled part : parts) {
        sum += part.score;
      }
      String label = parts.get(0).label;
      return new Labelled(
          label.substring(label.indexOf('-') + 1),
          (float) (sum / parts.size()),
          parts.get(0).start,
          parts.get(parts.size() - 1).end);
    }

    Entity entity(String text) {
      return new Entity(label, score, text.substring(start, end), start, end);
    }
  }
}
