package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.runtime.TensorRunner;
import io.heed.engine.runtime.TensorSignature;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Any model in ONNX Runtime, run with raw tensors. Thread-safe. The session is shared by all
 * runners, and with other backends on the same file; it ends with the last of them.
 *
 * <p>Inputs must be tensors of an {@link io.heed.engine.runtime.ElementType}; outputs that are none
 * (sequences, maps) cannot be asked for. What nodes run on the CPU of an accelerator's graph is not
 * told, since only a run would tell.
 */
public final class OrtTensorBackend implements AutoCloseable {
  private final SharedSession session;
  private final UnsignedTensors unsigned;
  private final TensorSignature signature;
  private final String model;
  private final Device device;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OrtTensorBackend(
      SharedSession session,
      UnsignedTensors unsigned,
      TensorSignature signature,
      String model,
      Device device) {
    this.session = session;
    this.unsigned = unsigned;
    this.signature = signature;
    this.model = model;
    this.device = device;
  }

  /**
   * Loads a model from a file, whose weights may lie in files beside it.
   *
   * @throws EngineException of kind MODEL if the file is no model this engine can run, or the
   *     device cannot be used
   */
  public static OrtTensorBackend load(Path file, OrtOptions options) {
    return load(ModelSource.of(file), options);
  }

  /**
   * Loads a model from memory.
   *
   * @param name the name of the model, for messages
   * @throws EngineException as {@link #load(Path, OrtOptions)} does
   */
  public static OrtTensorBackend load(byte[] bytes, String name, OrtOptions options) {
    return load(ModelSource.of(bytes, name), options);
  }

  /** A runner for one thread at a time; the caller closes it. */
  public TensorRunner newRunner() {
    return new OrtTensorRunner(session, unsigned, model);
  }

  /** What requests may name. */
  public TensorSignature signature() {
    return signature;
  }

  /** Where it runs; never {@link Device.Kind#AUTO}. */
  public Device device() {
    return device;
  }

  /** Frees the model once the last runner is closed; later calls do nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unsigned.release();
      session.release();
    }
  }

  private static OrtTensorBackend load(ModelSource source, OrtOptions options) {
    return OrtBackend.withFallback(options, resolved -> open(source, resolved));
  }

  private static OrtTensorBackend open(ModelSource source, OrtOptions options) {
    Acceleration acceleration =
        options.device().isAccelerator() ? Acceleration.of(source, options) : null;
    SharedSession session = null;
    try {
      session = source.session(acceleration == null ? options : acceleration.options(), false);
      TensorSignature signature = signature(source, session.session());
      return new OrtTensorBackend(
          session,
          UnsignedTensors.of(signature.inputs()),
          signature,
          source.name(),
          options.device());
    } catch (OrtException | RuntimeException e) {
      if (session != null) {
        session.release();
      }
      throw e instanceof EngineException known
          ? known
          : new EngineException(
              EngineException.Kind.MODEL,
              source.name()
                  + ": cannot be loaded: "
                  + e.getMessage()
                  + (acceleration == null ? "" : acceleration.hint()),
              e);
    }
  }

  private static TensorSignature signature(ModelSource source, OrtSession session)
      throws OrtException {
    List<TensorDescription> inputs = described(source, session.getInputInfo().values());
    List<TensorDescription> outputs = described(source, session.getOutputInfo().values());
    for (TensorDescription input : inputs) {
      if (input.elementType().isEmpty()) {
        throw mismatch(source, "input " + input.name() + " cannot be fed; found inputs " + inputs);
      }
    }
    List<TensorDescription> tensors =
        outputs.stream().filter(output -> output.elementType().isPresent()).toList();
    if (tensors.isEmpty()) {
      throw mismatch(source, "no output can be read; found outputs " + outputs);
    }
    return new TensorSignature(inputs, tensors);
  }

  private static EngineException mismatch(ModelSource source, String problem) {
    return new EngineException(
        EngineException.Kind.MODEL,
        source.name()
            + ": "
            + problem
            + "; expected tensors of "
            + List.of(io.heed.engine.runtime.ElementType.values()));
  }

  /**
   * ONNX Runtime's Java API shows a tensor of unknown rank as a scalar; the file tells them apart.
   */
  private static List<TensorDescription> described(ModelSource source, Collection<NodeInfo> nodes) {
    List<TensorDescription> described = OrtDescriptions.of(nodes);
    if (described.stream().noneMatch(tensor -> tensor.shape().isEmpty())) {
      return described;
    }
    OnnxSummary summary = source.summary();
    List<String> unranked =
        Stream.concat(summary.inputs().stream(), summary.outputs().stream())
            .filter(tensor -> !tensor.ranked())
            .map(TensorDescription::name)
            .toList();
    return described.stream()
        .map(
            tensor ->
                tensor.shape().isEmpty() && unranked.contains(tensor.name())
                    ? tensor.ofAnyRank()
                    : tensor)
        .toList();
  }
}
