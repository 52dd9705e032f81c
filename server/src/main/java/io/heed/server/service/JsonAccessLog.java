package io.heed.server.service;

import io.heed.server.error.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of JSON a line: when, by which protocol, which model and version, the client's id and
 * trace, how it ended and where the time went. Failures are always in it, answers by chance. No
 * text of a request is. Thread-safe; a thread of its own writes, and what comes faster than that is
 * dropped and counted in the next line.
 */
public final class JsonAccessLog implements AccessLog, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(JsonAccessLog.class.getName());
  private static final int MOST_WAITING = 8192;
  private static final long CLOSE_MILLIS = 2000;

  private final Writer out;
  private final double share;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final LongAdder dropped = new LongAdder();
  private final JsonMapper json = new JsonMapper();
  private final Thread writer;
  private volatile boolean closed;

  private record Line(Instant end, Entry entry) {}

  private JsonAccessLog(Writer out, double share) {
    this.out = out;
    this.share = share;
    this.writer = new Thread(this::write, "heed-access-log");
    this.writer.setDaemon(true);
  }

  /**
   * A log.
   *
   * @param out which is closed with it
   * @param share of the answers that are in it, 0 to 1
   */
  public static JsonAccessLog to(Writer out, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share + ", expected 0 to 1");
    }
    JsonAccessLog log = new JsonAccessLog(out, share);
    log.writer.start();
    return log;
  }

  @Override
  public void ended(Entry entry) {
    if (entry.failure() == null && share < 1 && ThreadLocalRandom.current().nextDouble() >= share) {
      return;
    }
    if (!waiting.offer(new Line(Instant.now().truncatedTo(ChronoUnit.MICROS), entry))) {
      dropped.increment();
    }
  }

  private void write() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Line line = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (line == null) {
          continue;
        }
        write(line);
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException | RuntimeException e) {
      closed = true;
      LOGGER.log(System.Logger.Level.WARNING, () -> "access log: ends here: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Line line) throws IOException {
    Entry entry = line.entry();
    InferenceCall call = entry.call();
    ServerException failure = entry.failure();
    ObjectNode object = json.createObjectNode();
    object.put("time", line.end().toString());
    object.put("protocol", call.protocol());
    object.put("model", call.model());
    if (entry.version() != 0) {
      object.put("version", entry.version());
    }
    if (!call.id().isEmpty()) {
      object.put("id", call.id());
    }
    if (!call.trace().isEmpty()) {
      object.put("trace", call.trace());
    }
    object.put("status", failure == null ? "OK" : failure.status().name());
    object.put("total_us", entry.nanos() / 1000);
    if (failure == null) {
      object.put("inferences", entry.inferences());
      object.put("tokenize_us", entry.times().tokenizeNanos() / 1000);
      object.put("queue_us", entry.times().queueNanos() / 1000);
      object.put("run_us", entry.times().runNanos() / 1000);
    } else {
      object.put("error", failure.getMessage());
    }
    long lost = dropped.sumThenReset();
    if (lost > 0) {
      object.put("dropped", lost);
    }
    out.write(json.writeValueAsString(object));
    out.write('\n');
  }

  /** Writes what is waiting, up to 2 s long, and closes. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(CLOSE_MILLIS);
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
