package io.heed.converter.train;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Frees native memory at once: left to the garbage collector it outgrows the heap many times. */
final class NativeArrays {
  private NativeArrays() {}

  /** The array of an output that was asked for. */
  static INDArray named(String name, Map<String, INDArray> outputs) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  /** Closes all arrays that own their memory. */
  static void close(Collection<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array.closeable()) {
        array.close();
      }
    }
  }
}
