package io.heed.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code config.json} to and from {@link ModelConfig}, with Hugging Face's defaults. */
final class ConfigFormat {
  /** Room for 100,000 labels. */
  static final int MAX_BYTES = 16 << 20;

  /** The fields that {@link ModelConfig} has components for. */
  static final Set<String> FIELDS =
      Set.of(
          "id2label",
          "label2id",
          "num_labels",
          "problem_type",
          "model_type",
          "architectures",
          "max_position_embeddings",
          "vocab_size",
          "pad_token_id");

  private ConfigFormat() {}

  static ModelConfig parse(String where, byte[] json) {
    JsonFields fields = Json.parseObject(where, json);
    List<String> architectures = fields.strings("architectures");
    List<String> labels = labels(fields, architectures);
    Map<String, @Nullable Object> others = new LinkedHashMap<>(fields.values());
    others.keySet().removeAll(FIELDS);
    try {
      return new ModelConfig(
          labels,
          problemType(fields, labels.size()),
          fields.string("model_type"),
          architectures,
          fields.integer("max_position_embeddings", 1),
          fields.integer("vocab_size", 1),
          padTokenId(fields),
          others);
    } catch (ModelException e) {
      throw e.at(FileNames.CONFIG, where);
    }
  }

  private static List<String> labels(JsonFields fields, List<String> architectures) {
    OptionalInt count = fields.integer("num_labels", 1);
    Optional<JsonFields> id2label = fields.object("id2label");
    if (id2label.isEmpty()) {
      return ModelConfig.needsLabels(architectures)
          ? defaultLabels(fields, architectures, count)
          : List.of();
    }
    int size = id2label.get().values().size();
    if (size == 0) {
      throw fields.bad("id2label", "at least one label, or no such field");
    }
    if (count.isPresent() && count.getAsInt() != size) {
      throw fields.bad("num_labels", size + ", the number of labels in id2label");
    }
    List<String> labels = new ArrayList<>();
    for (int id = 0; id < size; id++) {
      String key = Integer.toString(id);
      if (!id2label.get().values().containsKey(key)) {
        throw ModelException.badValue(
            fields.where(),
            "id2label",
            id2label.get().values().keySet(),
            "the keys \"0\" to \"" + (size - 1) + "\"; \"" + key + "\" is missing");
      }
      labels.add(id2label.get().requiredString(key));
    }
    return labels;
  }

  /** Hugging Face leaves {@code id2label} out where it would hold nothing but these names. */
  private static List<String> defaultLabels(
      JsonFields fields, List<String> architectures, OptionalInt count) {
    if (architectures.stream().noneMatch(name -> name.endsWith(ModelConfig.SEQUENCE_CLASSIFIER))) {
      throw fields.bad(
          "id2label",
          "an object from \"0\"… to label names (architectures: " + architectures + ")");
    }
    List<String> labels = new ArrayList<>();
    for (int id = 0; id < count.orElse(2); id++) {
      labels.add("LABEL_" + id);
    }
    return labels;
  }

  private static ProblemType problemType(JsonFields fields, int labels) {
    Optional<String> name = fields.string("problem_type");
    if (name.isEmpty()) {
      return defaultProblemType(labels);
    }
    List<String> known = new ArrayList<>();
    for (ProblemType type : ProblemType.values()) {
      if (type.jsonName().equals(name.get())) {
        return type;
      }
      known.add(type.jsonName());
    }
    throw fields.bad("problem_type", "one of " + known);
  }

  static ProblemType defaultProblemType(int labels) {
    return labels == 1 ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL;
  }

  /** Some configurations write -1 for "none". */
  private static OptionalInt padTokenId(JsonFields fields) {
    OptionalInt id = fields.integer("pad_token_id", -1);
    return id.equals(OptionalInt.of(-1)) ? OptionalInt.empty() : id;
  }

  static byte[] write(ModelConfig config) {
    Map<String, @Nullable Object> fields = new TreeMap<>(config.others());
    Map<String, String> id2label = new LinkedHashMap<>();
    Map<String, Integer> label2id = new TreeMap<>();
    for (int id = 0; id < config.labels().size(); id++) {
      id2label.put(Integer.toString(id), config.labels().get(id));
      label2id.put(config.labels().get(id), id);
    }
    if (!config.labels().isEmpty()) {
      fields.put("id2label", id2label);
      fields.put("label2id", label2id);
    }
    if (!config.labels().isEmpty() || config.problemType() != defaultProblemType(0)) {
      fields.put("problem_type", config.problemType().jsonName());
    }
    config.modelType().ifPresent(value -> fields.put("model_type", value));
    if (!config.architectures().isEmpty()) {
      fields.put("architectures", config.architectures());
    }
    put(fields, "max_position_embeddings", config.maxPositionEmbeddings());
    put(fields, "vocab_size", config.vocabSize());
    put(fields, "pad_token_id", config.padTokenId());
    return Json.write(fields);
  }

  private static void put(Map<String, @Nullable Object> fields, String name, OptionalInt value) {
    value.ifPresent(v -> fields.put(name, v));
  }

  /** Whether a string has no lone surrogate, which UTF-8 cannot hold. */
  static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }
}
