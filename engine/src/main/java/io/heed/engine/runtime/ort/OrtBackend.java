package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.CloseGate;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.Logits;
import io.heed.engine.runtime.TensorDescription;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A classifier in ONNX Runtime, on the CPU. Thread-safe: concurrent runs share the session, each on
 * its caller's thread. Owns the session until {@link #close}, which waits for runs under way.
 */
public final class OrtBackend implements InferenceBackend {
  private final OrtSession session;
  private final SessionOptions sessionOptions;
  private final OrtSignature signature;
  private final String model;
  private final int labels;
  private final Set<String> requestedOutputs;
  private final CloseGate gate = new CloseGate("model");

  private OrtBackend(
      OrtSession session,
      SessionOptions sessionOptions,
      OrtSignature signature,
      String model,
      int labels) {
    this.session = session;
    this.sessionOptions = sessionOptions;
    this.signature = signature;
    this.model = model;
    this.labels = labels;
    this.requestedOutputs = Set.of(signature.logits());
  }

  /**
   * Loads a model from a file, whose weights may lie in files beside it.
   *
   * @param labels the number of labels the configuration names
   * @throws EngineException of kind MODEL if the file is no model this engine can run
   */
  public static OrtBackend load(Path file, int labels, OrtOptions options) {
    return load(
        (ort, opened) -> ort.createSession(file.toString(), opened),
        file.toString(),
        labels,
        options);
  }

  /**
   * Loads a model from memory.
   *
   * @param name the name of the model, for messages
   * @param labels the number of labels the configuration names
   * @throws EngineException of kind MODEL if the bytes are no model this engine can run
   */
  public static OrtBackend load(byte[] bytes, String name, int labels, OrtOptions options) {
    return load((ort, opened) -> ort.createSession(bytes, opened), name, labels, options);
  }

  /** The inputs of the graph. */
  public List<TensorDescription> inputs() {
    return signature.inputDescriptions();
  }

  /** The outputs of the graph. */
  public List<TensorDescription> outputs() {
    return signature.outputDescriptions();
  }

  @Override
  public Logits run(TokenBatch batch) {
    gate.enter();
    try (OrtTensors inputs = OrtTensors.over(batch, signature.inputs())) {
      OrtSession.Result result = session.run(inputs.byName(), requestedOutputs);
      NativeHandle.RESULT.opened();
      try {
        return read((OnnxTensor) result.get(0), batch.rows());
      } finally {
        result.close();
        NativeHandle.RESULT.closed();
      }
    } catch (OrtException e) {
      String shape = "[" + batch.rows() + ", " + batch.length() + "]";
      throw new EngineException(
          EngineException.Kind.RUNTIME,
          model + ": a run with input of shape " + shape + " failed: " + e.getMessage(),
          e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void close() {
    if (gate.close()) {
      close(session);
      OrtRuntime.close(sessionOptions);
    }
  }

  private Logits read(OnnxTensor tensor, int rows) {
    long[] expected = {rows, labels};
    long[] found = tensor.getInfo().getShape();
    if (!Arrays.equals(found, expected)) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          model
              + ": output "
              + signature.logits()
              + " came out as "
              + Arrays.toString(found)
              + ", expected [texts, labels] = "
              + Arrays.toString(expected));
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[rows * labels];
    buffer.get(values);
    for (float value : values) {
      if (Float.isNaN(value)) {
        throw new EngineException(
            EngineException.Kind.RUNTIME, model + ": logits are NaN: " + Arrays.toString(values));
      }
    }
    return Logits.of(values, labels);
  }

  private static OrtBackend load(
      SessionFactory factory, String model, int labels, OrtOptions options) {
    OrtSession session = null;
    SessionOptions sessionOptions = null;
    try {
      sessionOptions = OrtRuntime.sessionOptions(options);
      session = factory.create(OrtRuntime.environment(), sessionOptions);
      NativeHandle.SESSION.opened();
      OrtSignature signature = OrtSignature.of(session, model, labels);
      return new OrtBackend(session, sessionOptions, signature, model, labels);
    } catch (OrtException | EngineException e) {
      if (session != null) {
        close(session);
      }
      if (sessionOptions != null) {
        OrtRuntime.close(sessionOptions);
      }
      throw e instanceof EngineException known
          ? known
          : new EngineException(
              EngineException.Kind.MODEL, model + ": cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void close(OrtSession session) {
    try {
      session.close();
      NativeHandle.SESSION.closed();
    } catch (OrtException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "a session cannot be closed: " + e.getMessage(), e);
    }
  }

  private interface SessionFactory {
    OrtSession create(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }
}
