package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the value in a label column becomes a class. Either the classes are given, with the value
 * that stands for each, or they are what the file holds. Immutable.
 */
public final class LabelScheme {

  /** The order of classes that are found in the file. */
  enum Order {
    GIVEN,
    APPEARANCE,
    SORTED
  }

  private static final LabelScheme APPEARANCE = new LabelScheme(Order.APPEARANCE, Map.of());
  private static final LabelScheme SORTED = new LabelScheme(Order.SORTED, Map.of());

  private final Order order;
  private final Map<String, String> nameByValue;

  private LabelScheme(Order order, Map<String, String> nameByValue) {
    this.order = order;
    this.nameByValue = nameByValue;
  }

  /** Exactly these classes; the file holds their names. */
  public static LabelScheme names(List<String> names) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : names) {
      if (map.put(name, name) != null) {
        throw usage(String.join(",", names), "each name once");
      }
    }
    return values(map);
  }

  /**
   * Exactly the classes the map's values name, in their order; the file holds the map's keys. Two
   * keys may name one class.
   */
  public static LabelScheme values(Map<String, String> nameByValue) {
    if (nameByValue.values().stream().distinct().count() < 2) {
      throw usage(nameByValue.toString(), "two classes or more");
    }
    nameByValue.forEach(
        (value, name) -> {
          if (value.isBlank() || name.isBlank()) {
            throw usage(nameByValue.toString(), "names that are not blank");
          }
        });
    return new LabelScheme(Order.GIVEN, new LinkedHashMap<>(nameByValue));
  }

  /** The classes of the file, in the order in which they first appear. */
  public static LabelScheme byAppearance() {
    return APPEARANCE;
  }

  /** The classes of the file, by number if all are whole numbers, by name otherwise. */
  public static LabelScheme sorted() {
    return SORTED;
  }

  /** Reads {@code World,Sports,Business} or {@code 1=World,2=Sports,3=Business}. */
  public static LabelScheme parse(String spec) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String part : spec.split(",", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(0, equals < 0 ? part.length() : equals).strip();
      if (map.put(value, part.substring(equals + 1).strip()) != null) {
        throw usage(spec, "each value once");
      }
    }
    return values(map);
  }

  Order order() {
    return order;
  }

  Map<String, String> nameByValue() {
    return nameByValue;
  }

  private static ConverterException usage(String found, String expected) {
    return new ConverterException(
        Kind.USAGE, "labels: found \"" + found + "\", expected " + expected);
  }
}
