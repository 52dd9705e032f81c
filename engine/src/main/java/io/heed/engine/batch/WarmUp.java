package io.heed.engine.batch;

import io.heed.engine.error.EngineException;
import io.heed.engine.token.TokenSequence;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs every shape of a policy once, so that kernels are chosen, engines built and memory taken
 * before the first request. The largest shapes come first: if memory is too small for them, that
 * shows at once, and what they took serves the others. For one thread.
 */
public final class WarmUp {
  private static final Logger LOGGER = System.getLogger(WarmUp.class.getName());
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

  private static final Duration LONGEST = Duration.ofDays(365);

  private final long padId;
  private final long limitNanos;
  private final LongSupplier ticker;
  private final long start;

  /**
   * A warm-up that begins now.
   *
   * @param padId the token that texts are made of
   * @param limit after which no further run begins; one under way is waited for
   * @param ticker nanoseconds from a fixed but arbitrary moment
   */
  public WarmUp(long padId, Duration limit, LongSupplier ticker) {
    this.padId = padId;
    this.limitNanos = limit.compareTo(LONGEST) < 0 ? limit.toNanos() : LONGEST.toNanos();
    this.ticker = ticker;
    this.start = ticker.getAsLong();
  }

  /**
   * Runs the shapes; logs how far it is every 10 seconds, and what it took at the end.
   *
   * @param device where the runner runs, for messages
   * @return how many of the shapes ran; not all if the limit came first
   * @throws EngineException of kind MODEL that names the shape whose run failed
   */
  public int run(String device, BatchRunner<?> runner, List<BatchShape> shapes) {
    TokenBatch batch = new TokenBatch(padId);
    long reported = ticker.getAsLong();
    int ran = 0;
    for (BatchShape shape : shapes) {
      long now = ticker.getAsLong();
      if (now - start >= limitNanos) {
        break;
      }
      if (now - reported >= REPORT_NANOS) {
        LOGGER.log(
            Logger.Level.INFO, "{0}: warm-up: {1} of {2} shapes", device, ran, shapes.size());
        reported = now;
      }
      runOne(device, runner, batch, shape, ran, shapes.size());
      ran++;
    }
    report(device, ran, shapes);
    return ran;
  }

  private void runOne(
      String device, BatchRunner<?> runner, TokenBatch batch, BatchShape shape, int ran, int all) {
    try {
      fill(batch, shape);
      runner.run(batch);
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          device
              + ": warm-up: the run of shape "
              + shape
              + " ("
              + shape.tokens()
              + " tokens) failed after "
              + ran
              + " of "
              + all
              + " shapes, expected all to run; fewer maxBatchTokens, maxBatchRows or maxTokens need"
              + " less memory; the run says: "
              + e.getMessage(),
          e);
    }
  }

  private void fill(TokenBatch batch, BatchShape shape) {
    long[] ids = new long[shape.length()];
    Arrays.fill(ids, padId);
    TokenSequence text = TokenSequence.of(ids, new long[shape.length()]);
    batch.reset(shape.rows(), shape.length());
    for (int row = 0; row < shape.rows(); row++) {
      batch.set(row, text);
    }
  }

  private void report(String device, int ran, List<BatchShape> shapes) {
    long millis = Duration.ofNanos(ticker.getAsLong() - start).toMillis();
    if (ran == shapes.size()) {
      LOGGER.log(Logger.Level.INFO, "{0}: warm-up: {1} shapes in {2} ms", device, ran, millis);
    } else {
      LOGGER.log(
          Logger.Level.WARNING,
          "{0}: warm-up: stopped by its limit after {1} of {2} shapes and {3} ms; the next is {4}",
          device,
          ran,
          shapes.size(),
          millis,
          shapes.get(ran));
    }
  }
}
