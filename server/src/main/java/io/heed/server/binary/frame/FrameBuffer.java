package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they come in, and the frames in them. What a header claims is not believed: memory grows
 * with the bytes that came. Frames are not copied unless they come in parts. Confined to one event
 * loop.
 */
public final class FrameBuffer {
  private final int maxFrameBytes;
  private @Nullable ByteBuf held;

  /**
   * An empty one.
   *
   * @param maxFrameBytes the longest frame, all of its bytes counted
   */
  public FrameBuffer(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Takes over bytes, and the duty to release them. */
  public void append(ByteBufAllocator allocator, ByteBuf bytes) {
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, held, bytes);
  }

  /** Reads the preface, as {@link Frames#readPreface}. */
  public boolean readPreface() {
    return held != null && Frames.readPreface(held);
  }

  /** The bytes that were not read yet; null if there are none. Stays the owner. */
  public @Nullable ByteBuf peek() {
    return held;
  }

  /**
   * The next frame if all of it is there.
   *
   * @throws MalformedFrameException if its length or type cannot be
   */
  public @Nullable Frame next() {
    ByteBuf bytes = held;
    if (bytes == null || bytes.readableBytes() < Frames.LENGTH_BYTES) {
      return null;
    }
    long length = bytes.getUnsignedIntLE(bytes.readerIndex());
    if (length < Frames.HEADER_BYTES - Frames.LENGTH_BYTES
        || length > maxFrameBytes - Frames.LENGTH_BYTES) {
      throw new MalformedFrameException(
          "found a frame's length "
              + length
              + ", expected "
              + (Frames.HEADER_BYTES - Frames.LENGTH_BYTES)
              + " to "
              + (maxFrameBytes - Frames.LENGTH_BYTES));
    }
    int all = (int) length + Frames.LENGTH_BYTES;
    return bytes.readableBytes() < all ? null : new Frame(bytes.readSlice(all));
  }

  /** Frees the bytes of frames that were read. */
  public void trim() {
    if (held != null && !held.isReadable()) {
      release();
    }
  }

  /** Whether there are bytes that were not read yet. */
  public boolean isPartial() {
    return held != null && held.isReadable();
  }

  /** Frees everything. */
  public void release() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
