package io.heed.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells HTTP/2 by its preface, whose method no other protocol has (RFC 9113, section 3.4), and goes
 * out of the way.
 */
final class PrefaceSniffer extends ByteToMessageDecoder {
  private static final byte[] METHOD = "PRI ".getBytes(StandardCharsets.US_ASCII);

  private final ConnectionPipeline connection;

  PrefaceSniffer(ConnectionPipeline connection) {
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int known = Math.min(METHOD.length, in.readableBytes());
    boolean same = true;
    for (int i = 0; i < known; i++) {
      same &= in.getByte(in.readerIndex() + i) == METHOD[i];
    }
    if (same && known < METHOD.length) {
      return; // may still be either
    }
    if (same) {
      connection.speakHttp2(ctx.pipeline());
    } else {
      connection.speakHttp1(ctx.pipeline());
    }
    ctx.pipeline().remove(this);
  }
}
