package io.heed.converter.synthesize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/**
 * Writes weights as little-endian floats, block by block, whatever their size. Confined to one
 * thread.
 */
final class WeightBytes {
  /** Values in a block: 1 MiB. */
  private static final int BLOCK = 1 << 18;

  private final WeightSource source;
  private final LongConsumer progress;
  private final float[] values = new float[BLOCK];
  private final float[] run = new float[BLOCK];
  private final byte[] bytes = new byte[BLOCK * Float.BYTES];
  private long writtenBytes;

  /** The consumer is told the sum of all bytes written, after each block. */
  WeightBytes(WeightSource source, LongConsumer progress) {
    this.source = source;
    this.progress = progress;
  }

  void write(PlannedWeight weight, OutputStream out) throws IOException {
    if (weight.transposed()) {
      writeTransposed(weight.tensor(), out);
    } else {
      writeAsItIs(weight.tensor(), out);
    }
  }

  private void writeAsItIs(WeightTensor tensor, OutputStream out) throws IOException {
    long size = tensor.size();
    for (long first = 0; first < size; first += BLOCK) {
      int count = (int) Math.min(BLOCK, size - first);
      source.read(tensor, first, values, count);
      flush(count, out);
    }
  }

  /** A block holds whole rows of the result, which are columns of the source. */
  private void writeTransposed(WeightTensor tensor, OutputStream out) throws IOException {
    int rows = tensor.shape().get(0);
    int columns = tensor.shape().get(1);
    int width = Math.min(columns, Math.max(1, BLOCK / rows));
    for (int first = 0; first < columns; first += width) {
      int count = Math.min(width, columns - first);
      for (int row = 0; row < rows; row++) {
        source.read(tensor, (long) row * columns + first, run, count);
        for (int i = 0; i < count; i++) {
          values[i * rows + row] = run[i];
        }
      }
      flush(count * rows, out);
    }
  }

  private void flush(int count, OutputStream out) throws IOException {
    int length = count * Float.BYTES;
    ByteBuffer.wrap(bytes, 0, length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(values, 0, count);
    out.write(bytes, 0, length);
    writtenBytes += length;
    progress.accept(writtenBytes);
  }
}
