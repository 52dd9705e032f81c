package io.heed.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Ends a call whose message cannot be read with the status of the reader: INVALID_ARGUMENT for what
 * is no message, RESOURCE_EXHAUSTED for one that is too long after decompression. By itself gRPC
 * takes that for a fault of the server, answers UNKNOWN and logs it as severe. Thread-safe.
 */
final class BrokenMessages implements ServerInterceptor {
  private BrokenMessages() {}

  /** A service whose messages are read where a failure can be answered. */
  static ServerServiceDefinition answered(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, new AsItIs()), new BrokenMessages());
  }

  /** Leaves reading to later, without a copy; gRPC's own of this kind buffers, answers too. */
  private static final class AsItIs implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream message) {
      return message;
    }

    @Override
    public InputStream parse(InputStream message) {
      return message;
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean broken;

      @Override
      public void onMessage(Q message) {
        if (broken) {
          return;
        }
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException e) {
          broken = true;
          call.close(status(e), new Metadata());
        }
      }

      @Override
      public void onHalfClose() {
        if (!broken) {
          super.onHalfClose();
        }
      }
    };
  }

  private static Status status(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    return status.getCode() == Status.Code.INTERNAL
        ? Status.INVALID_ARGUMENT.withDescription(
            "the message cannot be read: " + status.getDescription())
        : status;
  }
}
