package io.heed.engine.runtime.ort;

import java.nio.ByteBuffer;

/**
 * Direct memory for the inputs of a run that lie elsewhere, used again by the next run. Confined to
 * its runner's thread.
 */
final class StagingBuffer {
  /** What is kept between runs; larger inputs get memory of their own. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final int ALIGNMENT = 64;

  private ByteBuffer kept = ByteBuffer.allocateDirect(0);
  private int used;

  /** Forgets what was copied; its tensors must be closed before. */
  void reset() {
    used = 0;
  }

  /** The bytes where native code can read them, aligned to the element size. */
  ByteBuffer direct(ByteBuffer bytes, int elementSize) {
    if (bytes.isDirect()
        && bytes.hasRemaining()
        && bytes.alignmentOffset(bytes.position(), elementSize) == 0) {
      return bytes;
    }
    int size = bytes.remaining();
    ByteBuffer copy = room(size);
    copy.put(bytes.duplicate()).flip();
    return copy;
  }

  private ByteBuffer room(int size) {
    if (size > KEPT_BYTES - used) {
      return ByteBuffer.allocateDirect(size);
    }
    if (kept.capacity() < used + size || kept.capacity() == 0) {
      // Tensors made before keep the smaller buffer until they are closed.
      int capacity = Math.min(KEPT_BYTES, Math.max(2 * (used + size), 4096));
      kept = ByteBuffer.allocateDirect(capacity);
      used = 0;
    }
    ByteBuffer room = kept.slice(used, size);
    used = Math.min(KEPT_BYTES, used + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    return room;
  }
}
