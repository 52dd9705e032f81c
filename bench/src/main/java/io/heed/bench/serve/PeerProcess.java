package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service in a process of its own that listens on a port of loopback. For one thread. */
final class PeerProcess implements AutoCloseable {
  private static final int START_SECONDS = 90;
  private static final int STOP_SECONDS = 10;
  private static final long LOOK_MILLIS = 200;
  private static final int TOLD = 400;

  private final String name;
  private final Process process;
  private final Path log;
  private final int port;

  private PeerProcess(String name, Process process, Path log, int port) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "no free port: " + e, e);
    }
  }

  /**
   * Starts a command.
   *
   * @param log takes what it says
   */
  static PeerProcess start(String name, List<String> command, Path log, int port) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      return new PeerProcess(name, process, log, port);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, name + ": cannot be started: " + e.getMessage(), e);
    }
  }

  /** Blocks until it answers the first text. */
  void awaitReady(ClientLoop loop, List<String> texts) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    String last = "";
    try {
      while (System.nanoTime() < end) {
        try (HttpTarget target = HttpTarget.open(loop, port, texts, 1)) {
          target.send(0).get(START_SECONDS, TimeUnit.SECONDS);
          return;
        } catch (IOException | ExecutionException | TimeoutException e) {
          last = String.valueOf(e.getMessage());
        }
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new BenchException(
              Kind.RUN, name + ": exit status " + process.exitValue() + ": " + said());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, name + ": interrupted", e);
    }
    throw new BenchException(
        Kind.RUN, name + ": no answer within " + START_SECONDS + " s: " + last + "; " + said());
  }

  private String said() {
    try {
      String text = Files.readString(log, StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - TOLD)).replaceAll("\\s*\\R\\s*", "; ");
    } catch (IOException e) {
      return log + " cannot be read: " + e;
    }
  }

  /** Ends it and those it has started. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
