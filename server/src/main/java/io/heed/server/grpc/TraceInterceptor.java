package io.heed.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.heed.server.service.TraceParent;

/**
 * Takes the metadata {@code traceparent} (W3C Trace Context) over into the call's context and sends
 * it back; what is none is ignored. Thread-safe.
 */
final class TraceInterceptor implements ServerInterceptor {
  /** The value of the call at hand; empty for none. */
  static final Context.Key<String> TRACE = Context.keyWithDefault("heed-traceparent", "");

  static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String trace = TraceParent.of(headers.get(TRACEPARENT));
    if (trace.isEmpty()) {
      return next.startCall(call, headers);
    }
    return Contexts.interceptCall(
        Context.current().withValue(TRACE, trace), new Echoing<>(call, trace), headers, next);
  }

  /** A call whose answer bears the trace, be it in the headers or, without any, at the end. */
  private static final class Echoing<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final String trace;
    private boolean sent;

    Echoing(ServerCall<Q, A> call, String trace) {
      super(call);
      this.trace = trace;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      sent = true;
      headers.put(TRACEPARENT, trace);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!sent) {
        trailers.put(TRACEPARENT, trace);
      }
      super.close(status, trailers);
    }
  }
}
