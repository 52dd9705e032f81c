package io.heed.converter.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native buffers to use again. Sizes are rounded up to eight steps a power of two, so that batches
 * of all lengths share a few sizes and an eighth of the memory at most lies idle in a buffer.
 * Confined to its plan's thread.
 */
final class BufferPool {
  private static final long SMALLEST = 16;
  private static final int STEPS_A_DOUBLING = 8;

  /** A buffer of more than this multiple of the size asked for is left to larger arrays. */
  private static final int LARGEST_MULTIPLE = 2;

  private final Map<DataType, TreeMap<Long, Deque<Storage>>> free = new EnumMap<>(DataType.class);

  /** A buffer of at least this many elements, of undefined content. */
  Storage take(DataType type, long length) {
    TreeMap<Long, Deque<Storage>> bySize = free.computeIfAbsent(type, key -> new TreeMap<>());
    long capacity = capacity(length);
    Map.Entry<Long, Deque<Storage>> fitting = bySize.ceilingEntry(capacity);
    if (fitting == null || fitting.getKey() > LARGEST_MULTIPLE * capacity) {
      return new Storage(Nd4j.createBuffer(type, capacity, false));
    }
    Storage storage = fitting.getValue().pop();
    if (fitting.getValue().isEmpty()) {
      bySize.remove(fitting.getKey());
    }
    storage.reuse();
    return storage;
  }

  /** Takes a buffer back that nothing uses any more. */
  void give(Storage storage) {
    free.computeIfAbsent(storage.buffer().dataType(), key -> new TreeMap<>())
        .computeIfAbsent(storage.buffer().length(), key -> new ArrayDeque<>())
        .push(storage);
  }

  /** Frees the buffers that are in the pool. */
  void close() {
    free.values()
        .forEach(
            bySize -> bySize.values().forEach(all -> all.forEach(each -> each.buffer().close())));
    free.clear();
  }

  static long capacity(long length) {
    long size = Math.max(SMALLEST, length);
    long step = Math.max(1, Long.highestOneBit(size) / STEPS_A_DOUBLING);
    return (size + step - 1) / step * step;
  }
}
