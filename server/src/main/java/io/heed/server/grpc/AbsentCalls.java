package io.heed.server.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls that this server does not have with UNIMPLEMENTED, and says what there is instead
 * of those of Triton's extensions. Thread-safe.
 */
final class AbsentCalls extends HandlerRegistry {

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(name)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    return ServerMethodDefinition.create(method, new Refusal(message(name)));
  }

  private static String message(String name) {
    String start = "call " + name + ": not served here";
    if (name.contains("SharedMemory")) {
      return start + "; tensors travel in the messages";
    }
    if (name.endsWith("/TraceSetting")) {
      return start + "; the trace of a call is its metadata traceparent";
    }
    if (name.endsWith("/LogSettings")) {
      return start + "; the log is set when the server starts";
    }
    return start;
  }

  private record Refusal(String message) implements ServerCallHandler<byte[], byte[]> {
    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> call, Metadata headers) {
      call.close(Status.UNIMPLEMENTED.withDescription(message), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  /** Messages that nobody reads. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
