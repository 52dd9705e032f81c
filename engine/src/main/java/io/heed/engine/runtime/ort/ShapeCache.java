package io.heed.engine.runtime.ort;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by number of rows and length, found without an object for the key. When it holds many, it
 * starts over: an engine sees either few shapes or ones that do not come again. Confined to one
 * thread.
 */
final class ShapeCache<V> {
  private static final int MOST = 2048;

  private final Consumer<V> disposer;
  private @Nullable Object[][] byRows = new Object[0][];
  private int size;

  ShapeCache(Consumer<V> disposer) {
    this.disposer = disposer;
  }

  @SuppressWarnings("unchecked")
  @Nullable V get(int rows, int length) {
    if (rows >= byRows.length || byRows[rows] == null || length >= byRows[rows].length) {
      return null;
    }
    return (V) byRows[rows][length];
  }

  void put(int rows, int length, V value) {
    if (size == MOST) {
      clear();
    }
    if (rows >= byRows.length) {
      byRows = Arrays.copyOf(byRows, rows + 1);
    }
    @Nullable Object[] row = byRows[rows];
    if (row == null || length >= row.length) {
      row = row == null ? new Object[length + 1] : Arrays.copyOf(row, length + 1);
      byRows[rows] = row;
    }
    row[length] = value;
    size++;
  }

  /** Disposes of all values. */
  @SuppressWarnings("unchecked")
  void clear() {
    for (@Nullable Object[] row : byRows) {
      if (row != null) {
        for (Object value : row) {
          if (value != null) {
            disposer.accept((V) value);
          }
        }
      }
    }
    byRows = new Object[0][];
    size = 0;
  }
}
