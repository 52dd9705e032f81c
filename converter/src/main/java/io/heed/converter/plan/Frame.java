package io.heed.converter.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The values of one run, by slot. A value lies in a buffer of the pool, alone or together with a
 * value of the same elements in another shape, or belongs to the caller. Confined to its plan's
 * thread.
 */
final class Frame {
  private final BufferPool pool = new BufferPool();
  private final @Nullable INDArray[] arrays;
  private final @Nullable Storage[] storages;

  Frame(int slots) {
    this.arrays = new INDArray[slots];
    this.storages = new Storage[slots];
  }

  INDArray array(int slot) {
    INDArray array = arrays[slot];
    if (array == null) {
      throw new IllegalStateException("slot " + slot + " is read before it is written");
    }
    return array;
  }

  /** Puts an array of the caller's. */
  void put(int slot, INDArray array) {
    arrays[slot] = array;
  }

  /** Gives the slot an array of undefined content. */
  INDArray create(int slot, DataType type, long... shape) {
    Storage storage = pool.take(type, length(shape));
    INDArray array = storage.array(shape);
    storages[slot] = storage;
    arrays[slot] = array;
    return array;
  }

  /** Gives the slot the elements of another slot in another shape, without a copy. */
  void share(int slot, int source, long... shape) {
    Storage storage = storages[source];
    if (storage == null) {
      arrays[slot] = array(source).reshape('c', shape);
      return;
    }
    storage.share();
    storages[slot] = storage;
    arrays[slot] =
        Arrays.equals(array(source).shape(), shape) ? array(source) : storage.array(shape);
  }

  /** Ends the life of a slot's value. */
  void release(int slot) {
    Storage storage = storages[slot];
    if (storage != null && storage.leave()) {
      pool.give(storage);
    }
    storages[slot] = null;
    arrays[slot] = null;
  }

  /** A buffer for a step's own use, until {@link #giveBack}. */
  Storage scratch(DataType type, long... shape) {
    return pool.take(type, length(shape));
  }

  void giveBack(Storage scratch) {
    pool.give(scratch);
  }

  void close() {
    for (int slot = 0; slot < arrays.length; slot++) {
      release(slot);
    }
    pool.close();
  }

  private static long length(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }
}
