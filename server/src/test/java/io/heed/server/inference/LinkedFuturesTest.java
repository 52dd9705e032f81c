package io.heed.server.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LinkedFuturesTest {
  private final CompletableFuture<String> a = new CompletableFuture<>();
  private final CompletableFuture<String> b = new CompletableFuture<>();

  @Test
  void join_allDone_keepsTheirOrder() {
    CompletableFuture<List<String>> all = LinkedFutures.join(List.of(a, b));
    b.complete("b");
    assertFalse(all.isDone());
    a.complete("a");
    assertEquals(List.of("a", "b"), all.join());
  }

  @Test
  void join_none_isDone() {
    assertEquals(List.of(), LinkedFutures.join(List.<CompletableFuture<String>>of()).join());
  }

  @Test
  void join_oneFails_failsAndCancelsTheOthers() {
    CompletableFuture<List<String>> all = LinkedFutures.join(List.of(a, b));
    IllegalStateException failure = new IllegalStateException("x");
    b.completeExceptionally(failure);
    assertSame(failure, assertThrows(CompletionException.class, all::join).getCause());
    assertTrue(a.isCancelled());
  }

  @Test
  void join_cancelled_cancelsAll() {
    CompletableFuture<List<String>> all = LinkedFutures.join(List.of(a, b));
    all.cancel(false);
    assertTrue(a.isCancelled() && b.isCancelled());
  }

  @Test
  void map_result_isWhatTheFunctionMakes() {
    CompletableFuture<Integer> length = LinkedFutures.map(a, String::length);
    a.complete("four");
    assertEquals(4, length.join());
  }

  @Test
  void map_cancelled_cancelsTheSource() {
    assertTrue(LinkedFutures.map(a, String::length).cancel(false));
    assertTrue(a.isCancelled());
  }
}
