package io.heed.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Puts the parts of a body together. What comes in one part is not copied; memory for others grows
 * with what has come, not with what was announced. Confined to the event loop.
 */
final class BodyCollector {
  private static final int GROWTH = 4;

  private final ByteBufAllocator allocator;
  private final int maxBytes;
  private final long announced;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private boolean copied;

  /**
   * No parts yet.
   *
   * @param announced how many bytes there will be; negative if nobody knows
   */
  BodyCollector(ByteBufAllocator allocator, int maxBytes, long announced) {
    this.allocator = allocator;
    this.maxBytes = maxBytes;
    this.announced = announced;
  }

  /** Appends a part, which stays the caller's; says whether there was room. */
  boolean add(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes == 0) {
      return true;
    }
    if (bytes > maxBytes - body.readableBytes()) {
      return false;
    }
    if (!body.isReadable()) {
      body = part.retain();
      return true;
    }
    int needed = body.readableBytes() + bytes;
    if (!copied) {
      ByteBuf first = body;
      body = allocator.directBuffer(capacity(needed));
      body.writeBytes(first, first.readerIndex(), first.readableBytes());
      first.release();
      copied = true;
    } else if (needed > body.capacity()) {
      body.capacity(capacity(needed));
    }
    body.writeBytes(part, part.readerIndex(), bytes);
    return true;
  }

  private int capacity(int needed) {
    long most = announced >= needed ? announced : maxBytes;
    return (int) Math.min(most, (long) GROWTH * needed);
  }

  /** The body, which is the caller's now. */
  ByteBuf take() {
    ByteBuf whole = body;
    body = Unpooled.EMPTY_BUFFER;
    return whole;
  }

  /** Throws it away. */
  void release() {
    take().release();
  }
}
