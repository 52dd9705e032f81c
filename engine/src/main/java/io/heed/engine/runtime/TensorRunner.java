package io.heed.engine.runtime;

import java.util.Map;
import java.util.Set;

/** Runs raw tensors for one lane. Confined to one thread at a time; owns native memory. */
public interface TensorRunner extends AutoCloseable {
  /**
   * Runs once; blocks until it is done, after which the inputs are read no more.
   *
   * @param inputs as the model's {@link TensorSignature} has checked them
   * @param wanted the names of outputs, one or more
   * @return the outputs in the order of their names, in memory of their own
   * @throws io.heed.engine.error.EngineException of kind INVALID_INPUT for elements that the model
   *     cannot take, RUNTIME if the run fails; another run may succeed
   */
  Map<String, RawTensor> run(Map<String, RawTensor> inputs, Set<String> wanted);

  @Override
  void close();
}
