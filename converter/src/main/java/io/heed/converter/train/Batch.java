package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Texts padded to a common length, as arrays of the network's placeholders.
 *
 * @param labels the label index of each text
 * @param sequence the common length in tokens
 * @param arrays the arrays by placeholder; closed by {@link #close()}
 */
record Batch(int[] labels, int sequence, Map<String, INDArray> arrays) implements AutoCloseable {
  /**
   * Pads texts on the right with id 0.
   *
   * @param minimumLength the least common length: 1, or the fixed length of a network that averages
   *     over padding
   */
  static Batch of(int[][] ids, int[] labels, int minimumLength) {
    int sequence = minimumLength;
    for (int[] text : ids) {
      sequence = Math.max(sequence, text.length);
    }
    int[] padded = new int[ids.length * sequence];
    float[] mask = new float[padded.length];
    for (int row = 0; row < ids.length; row++) {
      int[] text = ids[row];
      System.arraycopy(text, 0, padded, row * sequence, text.length);
      Arrays.fill(mask, row * sequence, row * sequence + text.length, 1f);
    }
    Map<String, INDArray> arrays = new HashMap<>();
    arrays.put(
        ClassifierNetwork.INPUT_IDS, Nd4j.createFromArray(padded).reshape(ids.length, sequence));
    arrays.put(
        ClassifierNetwork.ATTENTION_MASK, Nd4j.createFromArray(mask).reshape(ids.length, sequence));
    return new Batch(labels, sequence, arrays);
  }

  /** The number of texts. */
  int rows() {
    return labels.length;
  }

  /** How many rows of these logits, [rows, labels], are largest at the text's own label. */
  int right(INDArray logits) {
    float[][] rows = logits.toFloatMatrix();
    int right = 0;
    for (int row = 0; row < rows.length; row++) {
      int largest = 0;
      for (int label = 1; label < rows[row].length; label++) {
        if (rows[row][label] > rows[row][largest]) {
          largest = label;
        }
      }
      right += largest == labels[row] ? 1 : 0;
    }
    return right;
  }

  /** Adds a placeholder's array. */
  void put(String name, INDArray array) {
    arrays.put(name, array);
  }

  @Override
  public void close() {
    NativeArrays.close(arrays.values());
  }
}
