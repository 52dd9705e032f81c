package io.heed.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own, as users start it. */
class ServeProcessTest {
  private static final Pattern PORT = Pattern.compile("  (HTTP|gRPC|metrics|binary) .*?:(\\d+).*");

  @TempDir private Path folder;

  @Test
  void serve_sigtermUnderLoad_answersAllThatWasTaken() throws Exception {
    Path log = folder.resolve("access.log");
    Process process = start("--access-log", log.toString());
    try {
      Map<String, Integer> ports = awaitBanner(process);
      try (Callers callers = Callers.of(ports)) {
        callers.awaitBegun();
        process.destroy(); // SIGTERM
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        callers.stop();
        assertEquals(128 + 15, process.exitValue());
        assertEquals(Map.of(), callers.wrong, callers::toString);
        List<String> calls = Files.readAllLines(log);
        List<String> answered =
            calls.stream().filter(line -> line.contains("\"status\":\"OK\"")).toList();
        for (String protocol : List.of("grpc", "binary", "http")) {
          assertEquals(
              callers.answeredBy(protocol),
              answered.stream()
                  .filter(line -> line.contains("\"protocol\":\"" + protocol + "\""))
                  .count(),
              () -> protocol + " of " + callers);
        }
        assertEquals(
            callers.sent.sum(),
            callers.answered.sum() + callers.refused.sum() + callers.unanswered.sum(),
            callers::toString);
        assertEquals(
            calls.size() - answered.size(),
            calls.stream().filter(line -> line.contains("\"status\":\"UNAVAILABLE\"")).count());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void serve_settingsInEnvironmentAndFile_areTaken() throws Exception {
    Path file = folder.resolve("server.properties");
    Files.writeString(file, "binary-port=off\nhttp-port=off\nmodel-name=topics\n");
    Process process = start(Map.of("HEED_HTTP_PORT", "0"), "--config", file.toString());
    try {
      Map<String, Integer> ports = awaitBanner(process);
      assertEquals(List.of("HTTP", "gRPC", "metrics"), List.copyOf(ports.keySet()));
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String... arguments) throws IOException {
    return start(Map.of("HEED_HTTP_PORT", "0", "HEED_BINARY_PORT", "0"), arguments);
  }

  private static Process start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add("io.heed.server.cli.HeedCommand");
    command.addAll(List.of("serve", "--host", "127.0.0.1"));
    command.addAll(List.of("--grpc-port", "0", "--metrics-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Map<String, Integer> awaitBanner(Process process) throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      lines.add(line);
      Matcher port = PORT.matcher(line);
      if (port.matches()) {
        ports.put(port.group(1), Integer.valueOf(port.group(2)));
      }
      if (line.startsWith("Ready after")) {
        return ports;
      }
    }
    throw new AssertionError("no banner, but: " + lines);
  }
}
