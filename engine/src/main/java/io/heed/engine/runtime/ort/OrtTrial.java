package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tries a device out: opens a session on it, without a way back to the CPU, and compares a result.
 * The graph is {@code y = MatMul(x, w)} with {@code w = (3, 4)}. Stateless.
 */
public final class OrtTrial {
  private static final float[][] INPUT = {{1, 2}};
  private static final float EXPECTED = 11;

  private OrtTrial() {}

  /** Why the device does not work, in ONNX Runtime's words if it has any; empty if it does. */
  public static Optional<String> failure(Device device) {
    return attempt(
        () ->
            SharedSession.of(
                graph(),
                OrtOptions.DEFAULT
                    .on(device)
                    .with(
                        AcceleratorOptions.DEFAULT.withCpuFallback(false),
                        OrtOptions.DEFAULT.shapes()),
                false),
        OrtTrial::run);
  }

  /** Why a model cannot be opened on a device; empty if it can. Nodes may run on the CPU. */
  public static Optional<String> failure(Device device, Path model) {
    return attempt(
        () -> SharedSession.of(model, OrtOptions.DEFAULT.on(device), false), session -> {});
  }

  private static Optional<String> attempt(Opening opening, Use use) {
    try {
      SharedSession session = opening.open();
      try {
        use.of(session.session());
      } finally {
        session.release();
      }
      return Optional.empty();
    } catch (OrtException | EngineException e) { // the engine's own words are others' to find
      return Optional.of(
          String.valueOf(
              e.getCause() instanceof OrtException said ? said.getMessage() : e.getMessage()));
    }
  }

  private static void run(OrtSession session) throws OrtException {
    try (OnnxTensor input = OnnxTensor.createTensor(OrtRuntime.environment(), INPUT);
        OrtSession.Result result = session.run(Map.of("x", input))) {
      float[][] output = (float[][]) result.get(0).getValue();
      if (output[0][0] != EXPECTED) {
        throw new EngineException(
            EngineException.Kind.RUNTIME,
            "1 * 3 + 2 * 4 gave " + output[0][0] + ", expected " + EXPECTED);
      }
    }
  }

  private static byte[] graph() {
    try (InputStream in =
        Objects.requireNonNull(OrtTrial.class.getResourceAsStream("trial.onnx"))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new EngineException(EngineException.Kind.RUNTIME, "trial.onnx: " + e, e);
    }
  }

  private interface Opening {
    SharedSession open() throws OrtException;
  }

  private interface Use {
    void of(OrtSession session) throws OrtException;
  }
}
