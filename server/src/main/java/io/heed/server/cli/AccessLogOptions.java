package io.heed.server.cli;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.service.AccessLog;
import io.heed.server.service.JsonAccessLog;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and where calls are logged. Filled by picocli. */
final class AccessLogOptions {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description =
          "Appends an object of JSON a line for each call, without its texts; - is the standard"
              + " output. Without it: none.")
  private @Nullable String file;

  @Option(
      names = "--access-log-share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "The share of answered calls that are logged, 0 to 1; failures always are. Default:"
              + " ${DEFAULT-VALUE}.")
  private double share;

  AccessLog open(PrintWriter out) {
    if (file == null) {
      return AccessLog.NONE;
    }
    if (file.equals(STANDARD_OUTPUT)) {
      return JsonAccessLog.to(new StaysOpen(out), share);
    }
    try {
      return JsonAccessLog.to(
          Files.newBufferedWriter(
              Path.of(file),
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND),
          share);
    } catch (IOException e) {
      throw new ServerException(
          Status.UNAVAILABLE, "--access-log " + file + ": cannot be written to: " + e, e);
    }
  }

  private static final class StaysOpen extends FilterWriter {
    StaysOpen(Writer out) {
      super(out);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
