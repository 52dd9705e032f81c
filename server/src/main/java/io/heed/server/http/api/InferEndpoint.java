package io.heed.server.http.api;

import io.heed.engine.RequestOptions;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.InferenceBody;
import io.heed.server.http.json.InferenceReader;
import io.heed.server.http.json.InferenceWriter;
import io.heed.server.http.json.RawBody;
import io.heed.server.http.json.TensorMemory;
import io.heed.server.http.route.Endpoint;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.Parameters;
import io.heed.server.inference.SchedulePolicy;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.Lease;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code v2/models/{model}/infer}: the Open Inference Protocol with Triton's binary tensor data and
 * schedule policy. Thread-safe.
 */
public final class InferEndpoint implements Endpoint {
  /** How many bytes of the body are JSON. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private final ModelService service;
  private final ModelCalls calls;
  private final int maxTensorBytes;

  /**
   * Over a service.
   *
   * @param maxTensorBytes that a tensor in JSON may come to
   */
  public InferEndpoint(ModelService service, int maxTensorBytes) {
    this.service = service;
    this.calls = new ModelCalls(service);
    this.maxTensorBytes = maxTensorBytes;
  }

  @Override
  public CompletableFuture<HttpAnswer> answer(HttpCall call) {
    return calls.answer(call, new Talk(call, MetadataEndpoints.version(call)));
  }

  private final class Talk implements Dialogue {
    private final HttpCall call;
    private final @Nullable Long version;
    private @Nullable InferenceBody asked;

    Talk(HttpCall call, @Nullable Long version) {
      this.call = call;
      this.version = version;
    }

    @Override
    public InferenceCall read(ByteBuf body, TensorMemory memory) {
      InferenceBody read = body(body, memory);
      asked = read;
      RequestOptions options = SchedulePolicy.take(read.parameters(), Long.MAX_VALUE);
      return new InferenceCall(
          Headers.PROTOCOL,
          call.variable("model"),
          version,
          read.id().isEmpty() ? Headers.requestId(call) : read.id(),
          Headers.trace(call),
          new InferenceRequest(
              read.inputs(), read.outputs(), new Parameters(read.parameters()), options));
    }

    private InferenceBody body(ByteBuf body, TensorMemory memory) {
      String length = call.header(JSON_LENGTH);
      if (length == null) {
        return InferenceReader.read(body, memory, maxTensorBytes);
      }
      int jsonBytes = number(length);
      if (jsonBytes > 0) {
        return InferenceReader.read(body, jsonBytes, memory, maxTensorBytes);
      }
      try (Lease<ServedModel> lease =
          service.repository().borrow(call.variable("model"), version)) {
        return RawBody.read(body, lease.model().metadata());
      }
    }

    @Override
    public HttpAnswer write(InferenceAnswer answer) {
      InferenceBody read = asked;
      if (read == null) {
        throw new IllegalStateException("nothing was read");
      }
      InferenceWriter.Written written =
          InferenceWriter.write(
              call.allocator(), call.variable("model"), answer.version(), read, answer.response());
      return written.jsonBytes() < 0
          ? HttpAnswer.json(written.body())
          : HttpAnswer.of(HttpHeaderValues.APPLICATION_OCTET_STREAM, written.body())
              .with(JSON_LENGTH, Integer.toString(written.jsonBytes()));
    }
  }

  private static int number(String length) {
    try {
      int number = Integer.parseInt(length.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ServerException(
        Status.INVALID_ARGUMENT,
        "header " + JSON_LENGTH + ": found \"" + length + "\", expected a number of bytes");
  }
}
