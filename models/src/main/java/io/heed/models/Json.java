package io.heed.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as plain Java values: {@code Map<String, Object>}, {@code List}, {@code String}, {@code
 * Number}, {@code Boolean} and null. The only class that knows the JSON library.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();
  private static final ObjectWriter WRITER = MAPPER.writer().with(printer());

  private Json() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);
    return new DefaultPrettyPrinter(separators)
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }

  /** The object that a file holds; a message of a failure starts with {@code where}. */
  static JsonFields parseObject(String where, byte[] json) {
    Object root;
    try {
      root = MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw notJson(where, e);
    }
    return new JsonFields(where, "", JsonFields.asObject(where, "root", root));
  }

  /** Reads through JSON of any size without keeping it, and requires one field at the top. */
  static void checkObjectWith(String where, byte[] json, String requiredField) {
    boolean found = false;
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ModelException.badValue(where, "root", parser.currentToken(), "a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        found |= parser.currentName().equals(requiredField);
        parser.nextToken();
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw ModelException.badValue(
            where, "end", parser.currentToken(), "nothing after the JSON object");
      }
    } catch (JacksonException e) {
      throw notJson(where, e);
    }
    if (!found) {
      throw ModelException.badValue(where, requiredField, null, "a field of this name");
    }
  }

  static byte[] write(Map<String, ? extends @Nullable Object> object) {
    byte[] json = WRITER.writeValueAsBytes(object);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  /** A deep unmodifiable copy; refuses what JSON cannot hold. */
  static @Nullable Object frozen(String field, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, v) -> copy.put(String.valueOf(key), frozen(field + "." + key, v)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(v -> copy.add(frozen(field + "[]", v)));
      return Collections.unmodifiableList(copy);
    }
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    throw ModelException.badValue(FileNames.CONFIG, field, value, "a JSON value");
  }

  private static ModelException notJson(String where, JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new ModelException(
        ModelException.Kind.INVALID,
        where + ": expected JSON, found" + place + ": " + e.getOriginalMessage(),
        e);
  }
}
