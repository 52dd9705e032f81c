package io.heed.examples.spring;

import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /classify}, as it came. Its methods check; what they throw is of kind
 * INVALID_INPUT and names the field.
 *
 * @param text one text; or
 * @param texts several
 * @param deadlineMillis how long an answer is of use, from the arrival of the request
 */
record ClassifyRequest(
    @Nullable String text, @Nullable List<@Nullable String> texts, @Nullable Long deadlineMillis) {

  /** The texts, of which there must be one to so many. */
  List<NamedText> checkedTexts(int max) {
    if (text != null && texts == null) {
      return List.of(checked("text", text));
    }
    if (texts == null || text != null) {
      throw invalid("text, texts", (text == null ? "neither" : "both") + ", expected one of them");
    }
    if (texts.isEmpty() || texts.size() > max) {
      throw invalid("texts", texts.size() + " texts, expected 1 to " + max);
    }
    List<NamedText> named = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      named.add(checked("texts[" + i + "]", texts.get(i)));
    }
    return named;
  }

  /** The deadline that was asked for, or the longest one. */
  Duration checkedDeadline(Duration longest) {
    if (deadlineMillis == null) {
      return longest;
    }
    if (deadlineMillis < 1 || deadlineMillis > longest.toMillis()) {
      throw invalid("deadlineMillis", deadlineMillis + ", expected 1 to " + longest.toMillis());
    }
    return Duration.ofMillis(deadlineMillis);
  }

  private static NamedText checked(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw invalid(field, (text == null ? "null" : "blank") + ", expected at least one word");
    }
    return new NamedText(field, text);
  }

  private static EngineException invalid(String field, String problem) {
    return new EngineException(Kind.INVALID_INPUT, field + ": " + problem);
  }
}
