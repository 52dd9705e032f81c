package io.heed.converter.plan;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a table of which rows were taken: zeros with each row of the gradient added at
 * its id. ND4J's {@code scatter_add} makes an array object a row.
 */
final class ScatterRowsStep implements PlanStep {
  static final String OPERATOR = "scatter_add";
  static final String ZEROS = "zeroslike";

  private final OperatorNode node;
  private float[] sums = {};
  private float[] rows = {};
  private int[] ids = {};

  /**
   * @param node reads a table for its shape [rows, width] alone, ids and their gradient rows
   */
  ScatterRowsStep(OperatorNode node) {
    this.node = node;
  }

  @Override
  public void run(Frame frame) {
    INDArray idArray = frame.array(node.inputs()[1]);
    INDArray gradient = frame.array(node.inputs()[2]);
    INDArray output =
        frame.create(node.outputs()[0], gradient.dataType(), frame.array(node.inputs()[0]).shape());
    int width = Math.toIntExact(output.size(1));
    int count = Math.toIntExact(idArray.length());
    resize(Math.toIntExact(output.length()), count, width);
    IntBuffer idBuffer = idArray.data().asNioInt();
    idBuffer.get(ids, 0, count);
    FloatBuffer gradientBuffer = gradient.data().asNioFloat();
    gradientBuffer.get(rows, 0, count * width);
    Arrays.fill(sums, 0);
    for (int i = 0; i < count; i++) {
      int to = ids[i] * width;
      int from = i * width;
      for (int feature = 0; feature < width; feature++) {
        sums[to + feature] += rows[from + feature];
      }
    }
    output.data().asNioFloat().put(sums, 0, sums.length);
  }

  private void resize(int length, int count, int width) {
    if (sums.length != length) {
      sums = new float[length];
    }
    if (ids.length < count) {
      ids = new int[count];
      rows = new float[count * width];
    }
  }
}
