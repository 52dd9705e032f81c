package io.heed.server.cli;

import io.heed.engine.ModelDescription;
import io.heed.models.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A model's description as text or JSON. Stateless. */
final class DescriptionFormat {
  private DescriptionFormat() {}

  /** Lines of a name and a value. */
  static String text(ModelDescription model) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("model", model.name());
    lines.put("variant", variant(model, model.variant()));
    List<String> others = new ArrayList<>();
    for (Variant other : model.variants()) {
      if (!other.equals(model.variant())) {
        others.add(variant(model, other));
      }
    }
    lines.put("other variants", others.isEmpty() ? "none" : String.join("; ", others));
    lines.put("architecture", String.join(", ", model.architectures()));
    lines.put("problem type", model.problemType().jsonName());
    lines.put("labels", model.labels().size() + ": " + String.join(", ", model.labels()));
    lines.put("parameters", String.format(Locale.ROOT, "%,d", model.parameterCount()));
    lines.put("vocabulary", String.format(Locale.ROOT, "%,d tokens", model.vocabularySize()));
    lines.put("longest text", model.maxTokens() + " tokens; the rest is cut off");
    lines.put("inputs", joined(model.inputs()));
    lines.put("outputs", joined(model.outputs()));
    lines.put(
        "operator sets",
        model.opsets().entrySet().stream()
            .map(opset -> opset.getKey() + " " + opset.getValue())
            .collect(Collectors.joining(", ")));
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-16s%s%n", name, value)));
    return text.toString();
  }

  /** One object, indented. */
  static String json(ModelDescription model) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", model.name());
    fields.put("variant", model.variant());
    fields.put("variants", model.variants());
    fields.put("accuracy", model.accuracy());
    fields.put("architectures", model.architectures());
    fields.put("problemType", model.problemType().jsonName());
    fields.put("labels", model.labels());
    fields.put("parameters", model.parameterCount());
    fields.put("vocabulary", model.vocabularySize());
    fields.put("maxTokens", model.maxTokens());
    fields.put("inputs", model.inputs());
    fields.put("outputs", model.outputs());
    fields.put("opsets", model.opsets());
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields)
        + System.lineSeparator();
  }

  private static String variant(ModelDescription model, Variant variant) {
    Double accuracy = model.accuracy().get(variant.name());
    String measured =
        accuracy == null ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", 100 * accuracy);
    return String.format(
            Locale.ROOT, "%s (%s, %,d bytes", variant.name(), variant.file(), variant.sizeBytes())
        + measured
        + ")";
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining("; "));
  }
}
