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

class FutureListTest {
  private final CompletableFuture<String> a = new CompletableFuture<>();
  private final CompletableFuture<String> b = new CompletableFuture<>();

  @Test
  void of_allDone_keepsTheirOrder() {
    CompletableFuture<List<String>> all = FutureList.of(List.of(a, b));
    b.complete("b");
    assertFalse(all.isDone());
    a.complete("a");
    assertEquals(List.of("a", "b"), all.join());
  }

  @Test
  void of_none_isDone() {
    assertEquals(List.of(), FutureList.of(List.<CompletableFuture<String>>of()).join());
  }

  @Test
  void of_oneFails_failsAndCancelsTheOthers() {
    CompletableFuture<List<String>> all = FutureList.of(List.of(a, b));
    IllegalStateException failure = new IllegalStateException("x");
    b.completeExceptionally(failure);
    assertSame(failure, assertThrows(CompletionException.class, all::join).getCause());
    assertTrue(a.isCancelled());
  }

  @Test
  void of_cancelled_cancelsAll() {
    CompletableFuture<List<String>> all = FutureList.of(List.of(a, b));
    all.cancel(false);
    assertTrue(a.isCancelled() && b.isCancelled());
  }
}
