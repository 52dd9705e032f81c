package io.heed.server.binary;

import io.heed.server.access.AccessPolicy;
import io.heed.server.access.Right;
import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameBuffer;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.GoAway;
import io.heed.server.binary.frame.Hello;
import io.heed.server.binary.frame.MalformedFrameException;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.service.ModelService;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client: frames in, requests to the service, answers out as they come. Whatever
 * is answered in one turn of the event loop goes out in one buffer and one flush. While too many
 * requests are at work, or the client does not take its answers, nothing is read. Confined to its
 * event loop but for the service's answers.
 */
final class BinaryConnection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOGGER = System.getLogger(BinaryConnection.class.getName());
  private static final String REFUSAL = "the connection takes no more requests";

  private enum Phase {
    PREFACE,
    HELLO,
    OPEN,
    CLOSING
  }

  private final ModelService service;
  private final AccessPolicy access;
  private final BinarySettings settings;
  private final FrameBuffer in;
  private final ConnectionWatch watch;

  @SuppressWarnings("NullAway.Init") // set when the handler is added
  private ChannelHandlerContext context;

  @SuppressWarnings("NullAway.Init")
  private AnswerQueue answers;

  @SuppressWarnings("NullAway.Init")
  private CallsAtWork atWork;

  @SuppressWarnings("NullAway.Init")
  private Outbox out;

  private Phase phase = Phase.PREFACE;
  private @Nullable ServerException unwanted;
  private boolean draining;
  private boolean drained;
  private boolean turning;

  /**
   * A connection that has just been accepted.
   *
   * @param unwanted why it is refused; null if it is not
   */
  BinaryConnection(
      ModelService service,
      AccessPolicy access,
      BinarySettings settings,
      @Nullable ServerException unwanted) {
    this.service = service;
    this.access = access;
    this.settings = settings;
    this.unwanted = unwanted;
    this.in = new FrameBuffer(settings.maxFrameBytes());
    this.watch = new ConnectionWatch(settings);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    answers = new AnswerQueue(ctx.channel().eventLoop(), this::turn);
    atWork = new CallsAtWork(service, settings, answers);
    out = new Outbox(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    watch.begin(ctx.channel().eventLoop(), this::look);
    ServerException refusal = unwanted;
    if (refusal != null) {
      end(refusal, true);
      turn();
    }
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.CLOSING) {
      bytes.release();
      return;
    }
    in.append(ctx.alloc(), bytes);
    turn();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    turn();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    phase = Phase.CLOSING;
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    phase = Phase.CLOSING;
    release();
  }

  /** A connection that is lost, or whose TLS is wrong: nobody is there to be told. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    LOGGER.log(System.Logger.Level.DEBUG, "connection lost", failure);
    ChannelFuture unused = ctx.close();
  }

  /** Takes no more requests; ends when those at work are answered. */
  void drain(String reason) {
    if (phase == Phase.CLOSING || draining) {
      return;
    }
    if (phase == Phase.OPEN) {
      draining = true;
      new GoAway(reason).write(out.buffer());
    } else {
      end(new ServerException(Status.UNAVAILABLE, reason), true);
    }
    turn();
  }

  /** Reads what may be read, and sends what is to be sent. */
  private void turn() {
    if (turning) {
      return;
    }
    turning = true;
    try {
      boolean more = true;
      while (more) {
        read();
        boolean full = isFull();
        send();
        more = full && !isFull() && phase != Phase.CLOSING;
      }
    } finally {
      turning = false;
    }
    if (draining && !drained && atWork.isEmpty() && phase == Phase.OPEN) {
      drained = true;
      LingeringClose.await(context.channel());
    }
    watch.stuck(phase == Phase.OPEN && !context.channel().isWritable());
    boolean reading = phase == Phase.CLOSING || !isFull();
    if (reading != context.channel().config().isAutoRead()) {
      context.channel().config().setAutoRead(reading);
    }
  }

  private boolean isFull() {
    return atWork.isFull() || !context.channel().isWritable();
  }

  private void read() {
    try {
      while (phase != Phase.CLOSING && !isFull() && readOne()) {}
    } catch (MalformedFrameException e) {
      end(new ServerException(Status.INVALID_ARGUMENT, e.getMessage()), false);
    } catch (ServerException e) {
      end(e, false);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "a connection ends by a fault", e);
      end(new ServerException(Status.INTERNAL, "unexpected: " + e), false);
    }
    if (phase != Phase.CLOSING) {
      in.trim();
      watch.partial(phase == Phase.OPEN && !isFull() && in.isPartial());
    }
  }

  /** Returns whether there was something whole. */
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
    watch.frame();
    if (phase == Phase.HELLO) {
      greet(frame);
      return true;
    }
    switch (frame.type()) {
      case CLASSIFY, RUN -> ask(frame);
      case CANCEL -> atWork.cancel(frame);
      case PING -> ping(frame);
      default ->
          throw new MalformedFrameException(
              "found a " + frame.type() + " frame, expected CLASSIFY, RUN, CANCEL or PING");
    }
    return true;
  }

  private void greet(Frame frame) {
    if (frame.type() != FrameType.HELLO) {
      throw new MalformedFrameException("found a " + frame.type() + " frame, expected HELLO first");
    }
    Hello hello = Hello.read(frame);
    access.require(Right.INFERENCE, hello.token().isEmpty() ? null : "Bearer " + hello.token());
    phase = Phase.OPEN;
    watch.greeted();
    settings.welcome().write(out.buffer());
  }

  private void ask(Frame frame) {
    if (draining) {
      frame.requireId();
      BinaryCall.refusal(REFUSAL).write(out.buffer(), frame.id());
    } else {
      atWork.begin(frame);
    }
  }

  private void ping(Frame frame) {
    long value = frame.i64("the value");
    frame.requireEnd();
    Frames.writePing(out.buffer(), FrameType.PONG, frame.id(), value);
  }

  private void send() {
    BinaryCall call = answers.takeAll();
    while (call != null) {
      BinaryCall next = call.next;
      call.next = null;
      if (phase != Phase.CLOSING) {
        atWork.end(call, out.buffer());
      }
      call = next;
    }
    out.flush();
  }

  /** Tells the client why, and ends. */
  private void end(ServerException failure, boolean refused) {
    if (phase == Phase.PREFACE && HttpAnswer.fits(in.peek())) {
      out.withoutPreface();
      HttpAnswer.write(out.buffer());
    } else {
      new ErrorFrame(failure, refused, 0).write(out.buffer(), Frames.NO_ID);
    }
    phase = Phase.CLOSING;
    release();
    out.flush();
    LingeringClose.begin(context.channel());
  }

  /** Gives up what came and what is at work. */
  private void release() {
    in.release();
    if (!context.channel().isActive()) {
      out.release();
    }
    atWork.cancelAll();
  }

  private boolean look() {
    if (phase == Phase.CLOSING) {
      return false;
    }
    ServerException problem = watch.problem();
    if (problem != null) {
      end(problem, false);
    } else if (watch.isStuck()) {
      ChannelFuture unused = context.close();
    } else if (watch.isIdle() && atWork.isEmpty()) {
      drain("nothing was asked for " + settings.idleTimeout().toMillis() + " ms");
    }
    return phase != Phase.CLOSING;
  }
}
