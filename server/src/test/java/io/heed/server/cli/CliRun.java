package io.heed.server.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command did: its exit status and what it wrote. */
record CliRun(int status, String out, String err) {
  static CliRun of(String... args) {
    return of(InputStream.nullInputStream(), args);
  }

  static CliRun withInput(String input, String... args) {
    return of(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), args);
  }

  static CliRun of(InputStream in, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        HeedCommand.commandLine(in, new PrintWriter(out), new PrintWriter(err)).execute(args);
    return new CliRun(status, out.toString(), err.toString());
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
