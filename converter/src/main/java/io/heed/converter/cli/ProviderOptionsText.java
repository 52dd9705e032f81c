package io.heed.converter.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Options of an execution provider as text: {@code key=value}, by commas apart. Stateless. */
final class ProviderOptionsText {
  private ProviderOptionsText() {}

  static String of(Map<String, String> options) {
    return new TreeMap<>(options)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
