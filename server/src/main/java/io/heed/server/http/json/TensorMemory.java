package io.heed.server.http.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The buffers under the tensors of a request, freed together. Filled by one thread at a time; may
 * be freed by any, once.
 */
public final class TensorMemory {
  private final ByteBufAllocator allocator;
  private final List<ByteBuf> buffers = new ArrayList<>(2);
  private final AtomicBoolean released = new AtomicBoolean();

  /** No buffers yet. */
  public TensorMemory(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Takes a buffer over. */
  public void add(ByteBuf buffer) {
    buffers.add(buffer);
  }

  /** A direct buffer that grows as it is written. */
  ByteBuf allocate(int capacity) {
    ByteBuf buffer = allocator.directBuffer(capacity);
    buffers.add(buffer);
    return buffer;
  }

  /** Frees all of them. */
  public void release() {
    if (released.compareAndSet(false, true)) {
      buffers.forEach(ByteBuf::release);
    }
  }
}
