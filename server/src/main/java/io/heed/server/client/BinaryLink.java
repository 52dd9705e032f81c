package io.heed.server.client;

import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameBuffer;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.GoAway;
import io.heed.server.binary.frame.Hello;
import io.heed.server.binary.frame.MalformedFrameException;
import io.heed.server.binary.frame.Welcome;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: requests out, several in one flush where they come together, answers in
 * as they come. What is lost with it fails as UNAVAILABLE and is not sent again. Confined to its
 * event loop.
 */
final class BinaryLink extends ChannelInboundHandlerAdapter {
  private static final String CLIENT = "heed-java";

  private enum Phase {
    PREFACE,
    HELLO,
    OPEN,
    GONE,
    CLOSED
  }

  private final ConnectionSettings settings;
  private final BinarySlot slot;
  private final FrameBuffer in = new FrameBuffer(Integer.MAX_VALUE);

  @SuppressWarnings("NullAway.Init") // set when the handler is added
  private ChannelHandlerContext context;

  private SentCalls sent = new SentCalls(0, 0);
  private Phase phase = Phase.PREFACE;
  private @Nullable Future<?> timer;
  private String reason = "";
  private long readNanos;
  private boolean pinged;

  BinaryLink(ConnectionSettings settings, BinarySlot slot) {
    this.settings = settings;
    this.slot = slot;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ByteBuf hello = ctx.alloc().directBuffer();
    Frames.writePreface(hello);
    new Hello(settings.token(), CLIENT).write(hello);
    ChannelFuture unused = ctx.writeAndFlush(hello);
    timer =
        ctx.executor()
            .schedule(
                () -> end(unavailable("does not say who it is")),
                settings.connectTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  /** Sends as many as there is room for. */
  void send(Deque<Call<?>> waiting) {
    if (phase != Phase.OPEN || !context.channel().isWritable() || sent.isFull()) {
      return;
    }
    ByteBuf out = sent.write(context.alloc(), waiting);
    if (out.isReadable()) {
      ChannelFuture unused = context.writeAndFlush(out);
    } else {
      out.release();
    }
  }

  /** Tells the server that an answer is not wanted any more. */
  void withdraw(Call<?> call) {
    if (sent.has(call) && context.channel().isActive()) {
      ByteBuf out = context.alloc().directBuffer(Frames.HEADER_BYTES);
      Frames.writeEmpty(out, FrameType.CANCEL, call.id);
      ChannelFuture unused = context.writeAndFlush(out);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.CLOSED) {
      bytes.release();
      return;
    }
    readNanos = System.nanoTime();
    pinged = false;
    in.append(ctx.alloc(), bytes);
    try {
      while (phase != Phase.CLOSED && readOne()) {}
    } catch (MalformedFrameException e) {
      end(unavailable("speaks wrongly: " + e.getMessage()));
    } catch (ServerException e) {
      end(e);
    }
    in.trim();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    slot.pump();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    slot.pump();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(unavailable("has closed the connection"));
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    end(unavailable("was lost: " + failure.getMessage()));
  }

  private boolean readOne() {
    if (phase == Phase.PREFACE) {
      if (!in.readPreface()) {
        return false;
      }
      phase = Phase.HELLO;
      return true;
    }
    Frame frame = in.next();
    if (frame == null) {
      return false;
    }
    switch (frame.type()) {
      case WELCOME -> welcome(Welcome.read(frame));
      case LABELS, TENSORS -> sent.answered(frame);
      case ERROR -> error(frame.id(), ErrorFrame.read(frame));
      case GOAWAY -> goAway(GoAway.read(frame));
      case PONG -> {} // it lives
      default ->
          throw new MalformedFrameException("found a " + frame.type() + " frame of a client");
    }
    if (phase == Phase.GONE && sent.isEmpty()) {
      end(unavailable("takes no more requests: " + reason));
    }
    return true;
  }

  private void welcome(Welcome welcome) {
    if (phase != Phase.HELLO) {
      throw new MalformedFrameException("found a second WELCOME frame");
    }
    phase = Phase.OPEN;
    sent = new SentCalls(welcome.maxInFlight(), welcome.maxFrameBytes());
    stopTimer();
    timer =
        context
            .executor()
            .scheduleAtFixedRate(
                this::ask,
                settings.keepAlive().toNanos(),
                settings.keepAlive().toNanos(),
                TimeUnit.NANOSECONDS);
    slot.connected(this);
  }

  private void error(int id, ErrorFrame error) {
    if (id == Frames.NO_ID) {
      end(error.failure());
    } else {
      sent.failed(id, error);
    }
  }

  private void goAway(GoAway goAway) {
    if (phase == Phase.OPEN) {
      reason = goAway.reason();
      phase = Phase.GONE;
      slot.left(this);
    }
  }

  /** A server that owes answers, but has said nothing since it was asked, is gone. */
  private void ask() {
    if (sent.isEmpty() || System.nanoTime() - readNanos < settings.keepAlive().toNanos()) {
      return;
    }
    if (pinged) {
      end(unavailable("gives no sign of life"));
      return;
    }
    pinged = true;
    ByteBuf out = context.alloc().directBuffer();
    Frames.writePing(out, FrameType.PING, Frames.NO_ID, 0);
    ChannelFuture unused = context.writeAndFlush(out);
  }

  /** Closes the connection; what has no answer fails. Has no effect the second time. */
  void end(ServerException failure) {
    if (phase == Phase.CLOSED) {
      return;
    }
    boolean welcomed = phase == Phase.OPEN || phase == Phase.GONE;
    phase = Phase.CLOSED;
    stopTimer();
    in.release();
    ChannelFuture unused = context.close();
    if (welcomed) {
      slot.left(this);
    } else {
      slot.failedToConnect(failure);
    }
    sent.failAll(failure);
  }

  private void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
      timer = null;
    }
  }

  private ServerException unavailable(String problem) {
    return new ServerException(Status.UNAVAILABLE, settings.address() + " " + problem);
  }
}
