package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A frame of a headline's size there and back over loopback, each end on an event loop of its own,
 * and nothing else: what no protocol on event loops can do without. Thread-safe; closed once.
 */
final class EchoTarget implements AutoCloseable {
  private static final int FRAME_BYTES = 64;

  private final ClientLoop client = new ClientLoop();
  private final ClientLoop server = new ClientLoop();
  private final Channel connection;
  private final Answers answers = new Answers();

  /**
   * Opens both ends; blocks.
   *
   * @throws BenchException if loopback cannot be had
   */
  EchoTarget() {
    Channel listening =
        connected(
            new ServerBootstrap()
                .group(server.next())
                .channel(server.portType())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer(Echo::new))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    connection =
        connected(
            new Bootstrap()
                .group(client.next())
                .channel(client.socketType())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(() -> answers))
                .connect(listening.localAddress()));
  }

  private static Channel connected(ChannelFuture opening) {
    opening.awaitUninterruptibly();
    if (!opening.isSuccess()) {
      throw new BenchException(Kind.RUN, "an echo over loopback: " + opening.cause());
    }
    return opening.channel();
  }

  private static ChannelInitializer<Channel> initializer(
      Supplier<ChannelInboundHandlerAdapter> handlers) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handlers.get());
      }
    };
  }

  /** Sends a frame; completes with its number when it is back. */
  CompletableFuture<Integer> send(int request) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    connection.eventLoop().execute(() -> answers.begin(connection, request, answer));
    return answer;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  /** The far end. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ChannelFuture unused = ctx.writeAndFlush(message);
    }
  }

  /** The near end, which knows who waits. Confined to its event loop. */
  private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
    private final Queue<CompletableFuture<Integer>> waiting = new ArrayDeque<>();
    private final ByteBuf whole = Unpooled.buffer(FRAME_BYTES);

    void begin(Channel channel, int request, CompletableFuture<Integer> answer) {
      waiting.add(answer);
      ByteBuf frame = channel.alloc().directBuffer(FRAME_BYTES);
      frame.writeInt(request).writeZero(FRAME_BYTES - Integer.BYTES);
      ChannelFuture unused = channel.writeAndFlush(frame);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      while (bytes.isReadable()) {
        whole.writeBytes(bytes, Math.min(bytes.readableBytes(), whole.writableBytes()));
        if (!whole.isWritable()) {
          CompletableFuture<Integer> first = waiting.remove();
          first.complete(whole.readInt());
          whole.clear();
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      waiting.forEach(each -> each.completeExceptionally(new IOException("the echo has ended")));
      waiting.clear();
    }
  }
}
