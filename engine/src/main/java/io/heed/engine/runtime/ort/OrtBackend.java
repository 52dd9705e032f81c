package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtException;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.TensorDescription;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A model in ONNX Runtime. Thread-safe. The session is shared by all runners, and with other
 * backends on the same file; it ends with the last of them.
 */
public final class OrtBackend implements InferenceBackend {
  private static final Logger LOGGER = System.getLogger(OrtBackend.class.getName());
  private static final AtomicBoolean FALLBACK_SAID = new AtomicBoolean();

  private final SharedSession session;
  private final OrtSignature signature;
  private final String model;
  private final Device device;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OrtBackend(SharedSession session, OrtSignature signature, String model, Device device) {
    this.session = session;
    this.signature = signature;
    this.model = model;
    this.device = device;
  }

  /**
   * Loads a model from a file, whose weights may lie in files beside it.
   *
   * @param outputs what the task needs of the model
   * @throws EngineException of kind MODEL if the file is no model this engine can run, or the
   *     device cannot be used
   */
  public static OrtBackend load(Path file, List<OutputSpec> outputs, OrtOptions options) {
    return load(ModelSource.of(file), outputs, options);
  }

  /**
   * Loads a model from memory.
   *
   * @param name the name of the model, for messages
   * @param outputs what the task needs of the model
   * @throws EngineException of kind MODEL if the bytes are no model this engine can run, or the
   *     device cannot be used
   */
  public static OrtBackend load(
      byte[] bytes, String name, List<OutputSpec> outputs, OrtOptions options) {
    return load(ModelSource.of(bytes, name), outputs, options);
  }

  @Override
  public BatchRunner<ModelOutputs> newRunner() {
    return new OrtRunner(session, signature, model);
  }

  @Override
  public List<TensorDescription> inputs() {
    return signature.inputDescriptions();
  }

  @Override
  public List<TensorDescription> outputs() {
    return signature.outputDescriptions();
  }

  @Override
  public boolean takesMask() {
    return signature.takesMask();
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.release();
    }
  }

  /** The device that {@code auto} stands for on this machine; any other is itself. */
  public static Device resolve(Device device) {
    OrtRuntime.environment(); // first, since any class of ONNX Runtime loads its libraries
    return OrtProviders.resolve(device);
  }

  private static OrtBackend load(ModelSource source, List<OutputSpec> outputs, OrtOptions options) {
    return withFallback(options, resolved -> open(source, outputs, resolved));
  }

  /** Opens on the device that the options stand for, or on the CPU where they leave that open. */
  static <B> B withFallback(OrtOptions options, Function<OrtOptions, B> opener) {
    Device device = resolve(options.device());
    try {
      return opener.apply(options.on(device));
    } catch (EngineException e) {
      if (options.device().kind() != Device.Kind.AUTO
          || device.kind() == Device.Kind.CPU
          || !options.accelerator().cpuFallback()) {
        throw e;
      }
      B fallback = opener.apply(options.on(Device.CPU));
      if (FALLBACK_SAID.compareAndSet(false, true)) {
        LOGGER.log(Logger.Level.WARNING, "running on the CPU: {0}", e.getMessage());
      }
      return fallback;
    }
  }

  private static OrtBackend open(ModelSource source, List<OutputSpec> outputs, OrtOptions options) {
    String model = source.name();
    Acceleration acceleration =
        options.device().isAccelerator() ? Acceleration.of(source, options) : null;
    SharedSession session = null;
    try {
      session =
          acceleration == null
              ? source.session(options, false)
              : source.session(acceleration.options(), true);
      OrtSignature signature = OrtSignature.of(session.session(), model, outputs);
      if (acceleration != null) {
        acceleration.report(session, signature);
      }
      return new OrtBackend(session, signature, model, options.device());
    } catch (OrtException | EngineException e) {
      if (session != null) {
        session.release();
      }
      throw e instanceof EngineException known
          ? known
          : new EngineException(
              EngineException.Kind.MODEL,
              model
                  + ": cannot be loaded: "
                  + e.getMessage()
                  + (acceleration == null ? hint(e) : acceleration.hint()),
              e);
    }
  }

  private static String hint(Exception failure) {
    boolean noKernel =
        failure instanceof OrtException known
            && known.getCode() == OrtException.OrtErrorCode.ORT_NOT_IMPLEMENTED;
    return noKernel
        ? "; the processor has no kernel for it: a graph made for a GPU wants device cuda or tensorrt,"
            + " or take another variant of the model"
        : "";
  }
}
