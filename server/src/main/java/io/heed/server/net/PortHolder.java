package io.heed.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process that listens on a TCP port, from Linux' {@code /proc}: the table of sockets
 * says which one has the port, the open files of the processes who has that one. Only processes of
 * the same user can be looked into; elsewhere than on Linux none. Stateless.
 */
final class PortHolder {
  private static final String LISTENING = "0A";
  private static final int LONGEST_COMMAND = 80;

  private PortHolder() {}

  /** The number and the command line of the process, if it can be found. */
  static Optional<String> of(int port, Path proc) {
    try {
      Set<String> sockets = new HashSet<>();
      for (String table : new String[] {"net/tcp", "net/tcp6"}) {
        addListening(proc.resolve(table), port, sockets);
      }
      return sockets.isEmpty() ? Optional.empty() : holder(sockets, proc);
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      return Optional.empty(); // the caller's message is about the port, this is an extra
    }
  }

  /** Columns: number, local address, remote address, state, 5 more, inode. */
  private static void addListening(Path table, int port, Set<String> sockets) throws IOException {
    if (!Files.isReadable(table)) {
      return;
    }
    for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length > 9
          && columns[3].equals(LISTENING)
          && columns[1].endsWith(String.format(Locale.ROOT, ":%04X", port))) {
        sockets.add("socket:[" + columns[9] + "]");
      }
    }
  }

  private static Optional<String> holder(Set<String> sockets, Path proc) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          return Optional.of("process " + process.getFileName() + command(process));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // another user's, or it has ended meanwhile
    }
  }

  private static String command(Path process) {
    try {
      String line =
          Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' ')
              .strip();
      return line.length() <= LONGEST_COMMAND
          ? " (" + line + ")"
          : " (" + line.substring(0, LONGEST_COMMAND) + "…)";
    } catch (IOException e) {
      return "";
    }
  }
}
