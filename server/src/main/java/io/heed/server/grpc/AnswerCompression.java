package io.heed.server.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Compresses answers for clients that compress their requests. Small messages stay as they are:
 * they would hardly get smaller. Thread-safe.
 */
final class AnswerCompression implements ServerInterceptor {
  /** From here on a message is compressed. */
  static final int LEAST_BYTES = 256;

  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final String GZIP = "gzip";

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!GZIP.equals(headers.get(ENCODING))) {
      return next.startCall(call, headers);
    }
    call.setCompression(GZIP); // has no effect on a client that does not accept it
    return next.startCall(new Compressing<>(call), headers);
  }

  private static final class Compressing<Q, A> extends SimpleForwardingServerCall<Q, A> {
    Compressing(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(A message) {
      setMessageCompression(
          message instanceof MessageLite sized && sized.getSerializedSize() >= LEAST_BYTES);
      super.sendMessage(message);
    }
  }
}
