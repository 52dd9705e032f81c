package io.heed.engine.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final AtomicLong clock = new AtomicLong(-5);
  private final List<BatchShape> seen = new ArrayList<>();
  private final List<BatchShape> shapes = ShapeBuckets.of(32, 2, 64).shapes();

  @Test
  void run_enoughTime_runsEveryShapeOnceTheLargestFirst() {
    assertEquals(4, warmUp(Duration.ofNanos(41)).run("device cuda:0", runner(99), shapes));
    assertEquals(
        List.of(
            new BatchShape(2, 32),
            new BatchShape(1, 32),
            new BatchShape(2, 16),
            new BatchShape(1, 16)),
        seen);
  }

  @Test
  void run_limitPassed_beginsNoFurtherRun() {
    // 10 ns a run: the third begins at 20 and the limit is 25.
    assertEquals(3, warmUp(Duration.ofNanos(25)).run("device cuda:0", runner(99), shapes));
    assertEquals(3, seen.size());
  }

  @Test
  void run_secondDevice_sharesTheLimit() {
    WarmUp warmUp = warmUp(Duration.ofNanos(55));
    assertEquals(4, warmUp.run("device cuda:0", runner(99), shapes));
    assertEquals(2, warmUp.run("device cuda:1", runner(99), shapes));
  }

  @Test
  void run_shapeThatFails_isNamed() {
    EngineException failed =
        assertThrows(
            EngineException.class,
            () -> warmUp(Duration.ofDays(9999)).run("device cuda:0", runner(1), shapes));
    assertEquals(EngineException.Kind.MODEL, failed.kind());
    String message = String.valueOf(failed.getMessage());
    assertTrue(
        message.startsWith(
            "device cuda:0: warm-up: the run of shape [1, 32] (32 tokens) failed after 1 of 4"),
        message);
    assertTrue(message.contains("maxBatchTokens"), message);
    assertTrue(message.endsWith("out of memory"), message);
  }

  private WarmUp warmUp(Duration limit) {
    return new WarmUp(7, limit, clock::get);
  }

  /** Takes 10 ns a run and fails at one of them. */
  private BatchRunner<Integer> runner(int failing) {
    return new BatchRunner<>() {
      @Override
      public Integer run(TokenBatch batch) {
        assertEquals(7, batch.ids().get(0));
        assertEquals(1, batch.attentionMask().get(batch.rows() * batch.length() - 1));
        if (seen.size() == failing) {
          throw new EngineException(EngineException.Kind.RUNTIME, "out of memory");
        }
        seen.add(new BatchShape(batch.rows(), batch.length()));
        clock.addAndGet(10);
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
