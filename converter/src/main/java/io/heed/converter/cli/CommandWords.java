package io.heed.converter.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it was typed, quoted where a shell asks for it. Stateless. */
final class CommandWords {
  private CommandWords() {}

  static String of(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of("heed"));
    for (String word : spec.commandLine().getParent().getParseResult().originalArgs()) {
      boolean plain = word.matches("[A-Za-z0-9_./:=,+-]+");
      words.add(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }
}
