package io.heed.converter.synthesize;

/** Where the values of a graph's weights come from: random numbers, a checkpoint. Thread-safe. */
@FunctionalInterface
public interface WeightSource {
  /**
   * Reads a run of values.
   *
   * @param tensor the tensor, in Hugging Face's name and shape
   * @param first the row-major index of the first value to read
   * @param into filled from index 0
   * @param count how many values, at most the length of {@code into}
   * @throws io.heed.converter.error.ConverterException of kind INPUT if the source has no such
   *     tensor
   */
  void read(WeightTensor tensor, long first, float[] into, int count);
}
