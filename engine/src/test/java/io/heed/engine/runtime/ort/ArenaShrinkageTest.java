package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.testing.TinyOnnx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArenaShrinkageTest {
  private final AtomicLong clock = new AtomicLong(-100);
  private final ArenaShrinkage shrinkage =
      new ArenaShrinkage("cpu:0", Duration.ofNanos(10), clock::get);

  @Test
  void due_firstRunAfterAnIdlePeriod_andOnlyThat() {
    clock.addAndGet(9);
    assertFalse(shrinkage.due());
    clock.addAndGet(5); // a run of 5
    shrinkage.ran();
    clock.addAndGet(10);
    assertTrue(shrinkage.due());
    assertFalse(shrinkage.due(), "another lane at the same time");
    clock.addAndGet(50); // a run longer than the idle period is not idleness
    shrinkage.ran();
    assertFalse(shrinkage.due());
  }

  /**
   * A CPU has arenas of the same kind, so that ONNX Runtime itself tells right names from wrong.
   */
  @Test
  void options_arenaThatIsThere_areTakenByARun() throws OrtException {
    assertEquals(3f, run(shrinkage));
  }

  @Test
  void options_arenaThatIsNotThere_areRefusedByTheRun() {
    ArenaShrinkage other = new ArenaShrinkage("gpu:0", Duration.ofNanos(10), clock::get);
    OrtException refused = assertThrows(OrtException.class, () -> run(other));
    assertTrue(String.valueOf(refused.getMessage()).contains("gpu"), refused::toString);
  }

  private static float run(ArenaShrinkage shrinkage) throws OrtException {
    byte[] model =
        new TinyOnnx()
            .input("x", TinyOnnx.FLOAT, "n")
            .output("y", TinyOnnx.FLOAT, "n")
            .node("Identity", "y", "x")
            .bytes();
    try (SessionOptions options = new SessionOptions();
        OrtSession session = OrtRuntime.environment().createSession(model, options);
        OnnxTensor x = OnnxTensor.createTensor(OrtRuntime.environment(), new float[] {3});
        RunOptions shrinking = shrinkage.options();
        OrtSession.Result result = session.run(Map.of("x", x), shrinking)) {
      return ((float[]) result.get(0).getValue())[0];
    }
  }
}
