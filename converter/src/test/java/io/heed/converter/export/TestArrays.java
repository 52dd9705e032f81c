package io.heed.converter.export;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that are the same in every run. */
final class TestArrays {
  private TestArrays() {}

  static INDArray normal(long seed, long... shape) {
    return Nd4j.create(normalValues(seed, count(shape)), shape, 'c');
  }

  static float[] normalValues(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Token ids in [1, bound). */
  static INDArray ids(long seed, int bound, int batch, int sequence) {
    Random random = new Random(seed);
    long[] ids = new long[Math.multiplyExact(batch, sequence)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1L + random.nextInt(bound - 1);
    }
    return Nd4j.createFromArray(ids).reshape((long) batch, sequence);
  }

  /** 1 for the tokens of each text, 0 for its padding; one text has all, each at least one. */
  static INDArray mask(long seed, int batch, int sequence) {
    Random random = new Random(seed);
    long[] mask = new long[Math.multiplyExact(batch, sequence)];
    for (int row = 0; row < batch; row++) {
      int length = row == 0 ? sequence : 1 + random.nextInt(sequence);
      for (int i = 0; i < length; i++) {
        mask[row * sequence + i] = 1;
      }
    }
    return Nd4j.createFromArray(mask).reshape((long) batch, sequence);
  }

  /** The matrix with more columns, which all hold one value. */
  static INDArray widen(INDArray matrix, int columns, long value) {
    int rows = (int) matrix.size(0);
    int own = (int) matrix.size(1);
    long[] from = matrix.dup('c').data().asLong();
    long[] to = new long[rows * columns];
    Arrays.fill(to, value);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * own, to, row * columns, own);
    }
    return Nd4j.createFromArray(to).reshape((long) rows, columns);
  }

  /** The largest difference of two arrays of one shape. */
  static double difference(INDArray a, INDArray b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new AssertionError(
          "shapes " + Arrays.toString(a.shape()) + " and " + Arrays.toString(b.shape()));
    }
    float[] left = a.dup('c').data().asFloat();
    float[] right = b.dup('c').data().asFloat();
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = Math.abs((double) left[i] - right[i]);
      if (!(difference <= largest)) {
        largest = difference;
      }
      if (Double.isNaN(difference)) {
        return Double.NaN;
      }
    }
    return largest;
  }

  private static int count(long[] shape) {
    int count = 1;
    for (long length : shape) {
      count *= (int) length;
    }
    return count;
  }
}
