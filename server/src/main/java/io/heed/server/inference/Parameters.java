package io.heed.server.inference;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters of a request: numbers, texts and truth values by name. Immutable.
 *
 * @param values a Boolean, Long, Double or String each
 */
public record Parameters(Map<String, Object> values) {
  /** None. */
  public static final Parameters NONE = new Parameters(Map.of());

  /** Copies the map. */
  public Parameters {
    values = Map.copyOf(values);
  }

  /** A whole number from 1 on, or what stands for it where it is missing. */
  public int positive(String name, int missing) {
    Object value = values.get(name);
    if (value == null) {
      return missing;
    }
    if (value instanceof Long number && number >= 1 && number <= Integer.MAX_VALUE) {
      return (int) (long) number;
    }
    throw invalid(name, value, "a whole number from 1 on");
  }

  /** A truth value, or what stands for it where it is missing. */
  public boolean flag(String name, boolean missing) {
    Object value = values.get(name);
    if (value == null) {
      return missing;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw invalid(name, value, "true or false");
  }

  /** Refuses parameters that are none of these. */
  public void requireKnown(Set<String> known) {
    if (known.containsAll(values.keySet())) {
      return;
    }
    for (String name : new TreeSet<>(values.keySet())) {
      if (!known.contains(name)) {
        throw new ServerException(
            Status.INVALID_ARGUMENT,
            "parameter \""
                + name
                + "\", expected "
                + (known.isEmpty() ? "none" : "one of " + new TreeSet<>(known)));
      }
    }
  }

  private static ServerException invalid(String name, Object value, String expected) {
    return new ServerException(
        Status.INVALID_ARGUMENT,
        "parameter \"" + name + "\": found " + value + ", expected " + expected);
  }
}
