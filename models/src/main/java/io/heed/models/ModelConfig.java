package io.heed.models;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.json} says of a model; immutable.
 *
 * @param labels the names of the logits, in their order; distinct. None in a model that has no
 *     labels, such as an encoder or a masked language model, but never none in a classifier of
 *     texts or tokens
 * @param problemType what the logits of a classifier mean
 * @param modelType the architecture's family, such as {@code bert}
 * @param architectures the model classes, such as {@code BertForSequenceClassification}
 * @param maxPositionEmbeddings rows of the position table; see {@link #maxTokens()} for the longest
 *     input
 * @param vocabSize rows of the token table
 * @param padTokenId the id that fills up a batch
 * @param others every other field, as {@code Map}, {@code List}, {@code String}, {@code Number},
 *     {@code Boolean} or null
 */
public record ModelConfig(
    List<String> labels,
    ProblemType problemType,
    Optional<String> modelType,
    List<String> architectures,
    OptionalInt maxPositionEmbeddings,
    OptionalInt vocabSize,
    OptionalInt padTokenId,
    Map<String, @Nullable Object> others) {

  /** Families whose positions begin after the padding id; the table's first rows are unused. */
  private static final Set<String> POSITIONS_AFTER_PADDING =
      Set.of(
          "roberta",
          "xlm-roberta",
          "xlm-roberta-xl",
          "roberta-prelayernorm",
          "camembert",
          "longformer",
          "data2vec-text",
          "mpnet",
          "xmod");

  static final String SEQUENCE_CLASSIFIER = "ForSequenceClassification";
  private static final String TOKEN_CLASSIFIER = "ForTokenClassification";

  @SuppressWarnings("unchecked") // frozen() returns a map for a map.
  public ModelConfig {
    labels = List.copyOf(labels);
    architectures = List.copyOf(architectures);
    checkLabels(labels, architectures);
    checkAtLeast("max_position_embeddings", maxPositionEmbeddings, 1);
    checkAtLeast("vocab_size", vocabSize, 1);
    checkAtLeast("pad_token_id", padTokenId, 0);
    for (String field : ConfigFormat.FIELDS) {
      if (others.containsKey(field)) {
        throw ModelException.badValue(
            FileNames.CONFIG, field, others.get(field), "it as a component, not among the others");
      }
    }
    others = (Map<String, @Nullable Object>) Objects.requireNonNull(Json.frozen("others", others));
  }

  /** Whether one of the model classes is a classifier, which is of no use without labels. */
  static boolean needsLabels(List<String> architectures) {
    return architectures.stream()
        .anyMatch(name -> name.endsWith(SEQUENCE_CLASSIFIER) || name.endsWith(TOKEN_CLASSIFIER));
  }

  private static void checkLabels(List<String> labels, List<String> architectures) {
    if (labels.isEmpty() && needsLabels(architectures)) {
      throw ModelException.badValue(
          FileNames.CONFIG,
          "id2label",
          labels,
          "at least one label (architectures: " + architectures + ")");
    }
    Set<String> seen = new HashSet<>();
    for (int id = 0; id < labels.size(); id++) {
      String label = labels.get(id);
      String field = "id2label." + id;
      if (label.isEmpty() || !ConfigFormat.isUnicode(label)) {
        throw ModelException.badValue(FileNames.CONFIG, field, label, "a label in valid Unicode");
      }
      if (!seen.add(label)) {
        throw ModelException.badValue(
            FileNames.CONFIG, field, label, "a label that no other id has");
      }
    }
  }

  private static void checkAtLeast(String field, OptionalInt value, int min) {
    if (value.isPresent() && value.getAsInt() < min) {
      throw ModelException.badValue(
          FileNames.CONFIG, field, value.getAsInt(), "an integer of " + min + " or more");
    }
  }

  /** A configuration of these labels, with everything else as Hugging Face assumes it. */
  public static Builder builder(List<String> labels) {
    return new Builder(labels);
  }

  /**
   * The longest input in tokens, special tokens included: the position table's rows, less those
   * that RoBERTa and its kin never use (514 rows are 512 tokens there). Empty when the model has no
   * such limit.
   */
  public OptionalInt maxTokens() {
    if (maxPositionEmbeddings.isEmpty()
        || !POSITIONS_AFTER_PADDING.contains(modelType.orElse(""))) {
      return maxPositionEmbeddings;
    }
    int unused = padTokenId.orElse(1) + 1;
    return OptionalInt.of(Math.max(1, maxPositionEmbeddings.getAsInt() - unused));
  }

  /** Collects a {@link ModelConfig}; for one thread. */
  public static final class Builder {
    private final List<String> labels;
    private ProblemType problemType;
    private Optional<String> modelType = Optional.empty();
    private List<String> architectures = List.of();
    private OptionalInt maxPositionEmbeddings = OptionalInt.empty();
    private OptionalInt vocabSize = OptionalInt.empty();
    private OptionalInt padTokenId = OptionalInt.empty();
    private final Map<String, @Nullable Object> others = new LinkedHashMap<>();

    private Builder(List<String> labels) {
      this.labels = List.copyOf(labels);
      this.problemType = ConfigFormat.defaultProblemType(labels.size());
    }

    public Builder problemType(ProblemType value) {
      problemType = value;
      return this;
    }

    public Builder modelType(String value) {
      modelType = Optional.of(value);
      return this;
    }

    public Builder architectures(String... values) {
      architectures = List.of(values);
      return this;
    }

    public Builder maxPositionEmbeddings(int value) {
      maxPositionEmbeddings = OptionalInt.of(value);
      return this;
    }

    public Builder vocabSize(int value) {
      vocabSize = OptionalInt.of(value);
      return this;
    }

    public Builder padTokenId(int value) {
      padTokenId = OptionalInt.of(value);
      return this;
    }

    /** Any other field of {@code config.json}, such as {@code hidden_size}. */
    public Builder other(String field, @Nullable Object value) {
      others.put(field, value);
      return this;
    }

    public ModelConfig build() {
      return new ModelConfig(
          labels,
          problemType,
          modelType,
          architectures,
          maxPositionEmbeddings,
          vocabSize,
          padTokenId,
          others);
    }
  }
}
