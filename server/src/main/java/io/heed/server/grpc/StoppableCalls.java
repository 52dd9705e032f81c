package io.heed.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Ends calls that would last for ever, such as those that watch the health, when the port closes,
 * so that they do not keep it open. Thread-safe.
 */
final class StoppableCalls implements ServerInterceptor {
  private final StopSignal stop;

  StoppableCalls(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    Stoppable<Q, A> stoppable = new Stoppable<>(call);
    Runnable end = stoppable::stop;
    ServerCall.Listener<Q> listener = next.startCall(stoppable, headers);
    stop.add(end);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        stop.remove(end);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        stop.remove(end);
        super.onComplete();
      }
    };
  }

  /** A call that one thread answers while another may end it. */
  private static final class Stoppable<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private boolean closed;

    Stoppable(ServerCall<Q, A> call) {
      super(call);
    }

    void stop() {
      close(Status.UNAVAILABLE.withDescription("the server stops"), new Metadata());
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(A message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }
}
