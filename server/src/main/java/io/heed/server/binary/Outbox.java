package io.heed.server.binary;

import io.heed.server.binary.frame.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** What a connection sends at the end of a turn, the preface first. Confined to its event loop. */
final class Outbox {
  private final ChannelHandlerContext context;
  private @Nullable ByteBuf buffer;
  private boolean prefaced;

  Outbox(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Leaves the preface out, for a client that speaks something else. */
  void withoutPreface() {
    prefaced = true;
  }

  /** Where frames are written; stays the owner. */
  ByteBuf buffer() {
    ByteBuf open = buffer;
    if (open == null) {
      open = context.alloc().directBuffer();
      buffer = open;
      if (!prefaced) {
        prefaced = true;
        Frames.writePreface(open);
      }
    }
    return open;
  }

  /** Sends all. */
  void flush() {
    ByteBuf ready = buffer;
    if (ready != null) {
      buffer = null;
      ChannelFuture unused = context.writeAndFlush(ready);
    }
  }

  /** Throws all away. */
  void release() {
    ByteBuf unsent = buffer;
    if (unsent != null) {
      buffer = null;
      unsent.release();
    }
  }
}
