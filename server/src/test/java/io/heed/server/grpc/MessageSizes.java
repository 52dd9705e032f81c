package io.heed.server.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Sees how many bytes of the last answer came over the wire. */
final class MessageSizes extends ClientStreamTracer.Factory implements ClientInterceptor {
  private volatile long wire;

  long lastAnswer() {
    return wire;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(method, options.withStreamTracerFactory(this));
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
        wire = wireSize;
      }
    };
  }
}
