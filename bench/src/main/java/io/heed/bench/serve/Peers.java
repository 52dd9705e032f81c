package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Services of this and other stacks, each in processes of its own, all with the same graph,
 * tokenizer and texts. Of Node and Python there are forms: as their documentation has it, one call
 * of the model for each request; with requests that wait sharing the next call; and that with a
 * process for each processor. Confined to one thread.
 */
final class Peers {
  /** The family of Heed's own service. */
  static final String HEED = "Heed";

  private static final String NODE_SCRIPT = "node_peer.mjs";
  private static final String PYTHON_SCRIPT = "python_peer.py";
  private static final String MOST_TOGETHER = "32";
  private static final int LOOK_SECONDS = 60;

  private final List<PeerService> services = new ArrayList<>();
  private final Map<String, String> absent = new LinkedHashMap<>();

  private Peers() {}

  /** Those that can run here. */
  static Peers of(ServeModel model, ServeSettings settings) {
    Peers peers = new Peers();
    peers.services.add(new PeerService("Heed HTTP", HEED, port -> heed(model, port)));
    String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
    Path forPeers = model.forPeers(settings.work());
    String folder = forPeers.toAbsolutePath().toString();
    if (settings.node().isEmpty()) {
      peers.absent.put("Node", "not asked for: --node");
    } else if (!runs("node", "--version")) {
      peers.absent.put("Node", "no node on the PATH");
    } else {
      String modules = settings.node().get().toAbsolutePath().toString();
      String script = script(settings.work(), NODE_SCRIPT);
      peers.forms("Node", processors, List.of("node", script, modules, folder));
    }
    String python = settings.python().orElse("");
    if (python.isEmpty()) {
      peers.absent.put("Python", "not asked for: --python");
    } else if (!runs(python, "-c", "import fastapi, uvicorn, tokenizers, onnxruntime")) {
      peers.absent.put(
          "Python", python + " cannot import fastapi, uvicorn, tokenizers and onnxruntime");
    } else {
      String script = script(settings.work(), PYTHON_SCRIPT);
      peers.forms("Python", processors, List.of(python, script, folder));
    }
    return peers;
  }

  private void forms(String family, String processors, List<String> start) {
    add(family, "", start, "1", "0", "1");
    add(family, ", requests together", start, "1", "0", MOST_TOGETHER);
    if (!processors.equals("1")) {
      add(
          family,
          ", requests together, " + processors + " processes",
          start,
          processors,
          "1",
          MOST_TOGETHER);
    }
  }

  private void add(String family, String form, List<String> start, String... numbers) {
    services.add(
        new PeerService(
            family + form,
            family,
            port -> {
              List<String> command = new ArrayList<>(start);
              command.add(String.valueOf(port));
              command.addAll(List.of(numbers));
              return command;
            }));
  }

  /** {@code heed serve} in a JVM of its own, without any option of the JVM. */
  private static List<String> heed(ServeModel model, int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "io.heed.server.cli.HeedCommand",
        "serve",
        "--host",
        "127.0.0.1",
        "--model",
        model.directory().toAbsolutePath().toString(),
        "--http-port",
        String.valueOf(port),
        "--grpc-port",
        "off",
        "--metrics-port",
        "off",
        "--binary-port",
        "off");
  }

  List<PeerService> services() {
    return List.copyOf(services);
  }

  /** Who does not take part, and why. */
  Map<String, String> absent() {
    return absent;
  }

  private static boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "interrupted", e);
    }
  }

  private static String script(Path work, String name) {
    try (InputStream in = Peers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new BenchException(Kind.IO, name + ": not in this module's jar");
      }
      Files.createDirectories(work);
      Path file = work.resolve(name);
      Files.write(file, in.readAllBytes());
      return file.toAbsolutePath().toString();
    } catch (IOException e) {
      throw new BenchException(Kind.IO, name + ": cannot be written: " + e, e);
    }
  }
}
