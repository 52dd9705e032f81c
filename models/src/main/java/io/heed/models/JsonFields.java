package io.heed.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read with a type; a field that is null counts as absent.
 *
 * @param where the file, for messages
 * @param prefix the path of the object in the file, empty or with a dot at its end
 * @param values the fields as plain Java values
 */
record JsonFields(String where, String prefix, Map<String, @Nullable Object> values) {

  @SuppressWarnings("unchecked") // The parser makes String keys only.
  static Map<String, @Nullable Object> asObject(
      String where, String field, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw ModelException.badValue(where, field, value, "a JSON object");
  }

  Optional<JsonFields> object(String field) {
    Object value = values.get(field);
    return value == null
        ? Optional.empty()
        : Optional.of(
            new JsonFields(where, prefix + field + ".", asObject(where, prefix + field, value)));
  }

  Optional<String> string(String field) {
    Object value = values.get(field);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw bad(field, "a string");
  }

  String requiredString(String field) {
    return string(field).orElseThrow(() -> bad(field, "a string"));
  }

  OptionalInt integer(String field, int min) {
    Object value = values.get(field);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Integer i && i >= min) {
      return OptionalInt.of(i);
    }
    throw bad(field, "an integer of " + min + " or more");
  }

  long requiredSize(String field) {
    Object value = values.get(field);
    boolean whole = value instanceof Integer || value instanceof Long;
    if (whole && value instanceof Number number && number.longValue() >= 0) {
      return number.longValue();
    }
    throw bad(field, "a size in bytes, 0 or more");
  }

  double requiredNumber(String field) {
    if (values.get(field) instanceof Number number) {
      return number.doubleValue();
    }
    throw bad(field, "a number");
  }

  List<String> strings(String field) {
    Object value = values.get(field);
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String string)) {
          throw bad(field, "an array of strings");
        }
        strings.add(string);
      }
    } else if (value != null) {
      throw bad(field, "an array of strings");
    }
    return strings;
  }

  ModelException bad(String field, String expected) {
    return ModelException.badValue(where, prefix + field, values.get(field), expected);
  }
}
