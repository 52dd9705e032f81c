package io.heed.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CloseGateTest {
  @Test
  void enter_afterClose_isRefusedWithTheOwnersName() {
    CloseGate gate = new CloseGate("tokenizer");
    gate.enter();
    gate.exit();
    assertTrue(gate.close());
    EngineException refused = assertThrows(EngineException.class, gate::enter);
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
    assertEquals("the tokenizer is closed", refused.getMessage());
  }

  @Test
  void close_twice_isTrueOnce() {
    CloseGate gate = new CloseGate("model");
    assertTrue(gate.close());
    assertFalse(gate.close());
  }

  @Test
  void close_withAThreadInside_waitsUntilItHasLeft() throws Exception {
    CloseGate gate = new CloseGate("model");
    gate.enter();
    CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(gate::close);
    assertThrows(
        java.util.concurrent.TimeoutException.class, () -> closing.get(50, TimeUnit.MILLISECONDS));
    gate.exit();
    assertTrue(closing.get(10, TimeUnit.SECONDS));
  }
}
