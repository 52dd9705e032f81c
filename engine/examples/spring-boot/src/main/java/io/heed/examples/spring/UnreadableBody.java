package io.heed.examples.spring;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in the client's terms why a body is not a {@link ClassifyRequest}. Stateless. */
final class UnreadableBody {
  private static final String FIELDS = "text, texts or deadlineMillis";

  private UnreadableBody() {}

  /** Names the field, if it is a field's fault, and what was expected there. */
  static String problem(@Nullable Throwable cause) {
    if (cause instanceof UnrecognizedPropertyException unknown) {
      return field(unknown) + ": no such field, expected " + FIELDS;
    }
    if (cause instanceof MismatchedInputException mismatch) {
      return field(mismatch) + ": expected " + expected(mismatch.getTargetType());
    }
    if (cause instanceof StreamConstraintsException tooMuch) {
      return "body: " + tooMuch.getOriginalMessage();
    }
    return "body: expected " + expected(null);
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == String.class) {
      return "a string";
    }
    if (type == Long.class) {
      return "a whole number";
    }
    return type != null && Collection.class.isAssignableFrom(type)
        ? "an array of strings"
        : "a JSON object with " + FIELDS;
  }

  private static String field(JacksonException failure) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference each : failure.getPath()) {
      String name = each.getPropertyName();
      path.append(name != null ? name : "[" + each.getIndex() + "]");
    }
    return path.isEmpty() ? "body" : path.toString();
  }
}
