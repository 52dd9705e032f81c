package io.heed.engine.runtime;

import io.heed.engine.batch.BatchRunner;
import java.util.List;

/** A loaded model. Thread-safe; owns its native memory until it and all its runners are closed. */
public interface InferenceBackend extends AutoCloseable {
  /** A runner with buffers of its own, for one thread at a time; the caller closes it. */
  BatchRunner<ModelOutputs> newRunner();

  /** The inputs of the graph. */
  List<TensorDescription> inputs();

  /** The outputs of the graph. */
  List<TensorDescription> outputs();

  /**
   * Whether the model is told which tokens are padding; if not, the texts of a run must be equally
   * long.
   */
  boolean takesMask();

  /** Where it runs; never {@link Device.Kind#AUTO}. */
  Device device();

  /** Frees the model once the last runner is closed; later calls do nothing. */
  @Override
  void close();
}
