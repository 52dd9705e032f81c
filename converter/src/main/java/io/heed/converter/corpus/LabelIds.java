package io.heed.converter.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The classes seen so far and their ids. Confined to the reader that owns it. */
final class LabelIds {

  /** More classes than this in a file means that the column is not a label. */
  static final int MAX_DISCOVERED = 10_000;

  private final boolean given;
  private final Map<String, String> nameByValue;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> idByName = new HashMap<>();

  LabelIds(LabelScheme scheme) {
    given = scheme.order() == LabelScheme.Order.GIVEN;
    nameByValue = scheme.nameByValue();
    nameByValue.values().forEach(this::add);
  }

  /** The id of the class a cell names, or -1 if it names none. */
  int id(String value) {
    if (given) {
      String name = nameByValue.get(value);
      return name == null ? -1 : add(name);
    }
    if (value.isEmpty() || (names.size() == MAX_DISCOVERED && !idByName.containsKey(value))) {
      return -1;
    }
    return add(value);
  }

  /** What a cell may hold, for a message. */
  String expected() {
    return given
        ? "one of " + String.join(", ", nameByValue.keySet())
        : "a label, at most " + MAX_DISCOVERED + " different ones";
  }

  String name(int id) {
    return names.get(id);
  }

  List<String> names() {
    return List.copyOf(names);
  }

  private int add(String name) {
    Integer known = idByName.get(name);
    if (known != null) {
      return known;
    }
    idByName.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }
}
