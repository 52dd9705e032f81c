package io.heed.server.fuzz;

import static io.heed.server.fuzz.Mutator.concat;

import com.google.protobuf.ByteString;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import io.heed.server.proto.ModelMetadataRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** gRPC: frames are changed, or messages alone. */
record GrpcTarget() implements FuzzTarget {
  private static final byte[] TEXT =
      ModelInferRequest.newBuilder()
          .setModelName("ag-news")
          .setId("7")
          .putParameters("top_k", InferParameter.newBuilder().setInt64Param(2).build())
          .addInputs(
              input("text", "BYTES", 1)
                  .setContents(
                      InferTensorContents.newBuilder()
                          .addBytesContents(ByteString.copyFromUtf8("Oil prices soar"))))
          .build()
          .toByteArray();
  private static final byte[] IDS =
      ModelInferRequest.newBuilder()
          .setModelName("ag-news")
          .addInputs(input("input_ids", "INT64", 1, 3))
          .addInputs(input("attention_mask", "INT64", 1, 3))
          .addRawInputContents(ByteString.copyFrom(new byte[24]))
          .addRawInputContents(ByteString.copyFrom(new byte[24]))
          .build()
          .toByteArray();
  private static final List<byte[]> MESSAGES = List.of(TEXT, IDS);
  private static final List<byte[]> REQUESTS =
      List.of(
          call("ModelInfer", TEXT),
          call("ModelInfer", IDS),
          call("ModelStreamInfer", TEXT),
          call(
              "ModelMetadata",
              ModelMetadataRequest.newBuilder().setName("ag-news").build().toByteArray()),
          call("ServerLive", new byte[0]),
          call("RepositoryIndex", new byte[0]),
          call("ModelStatistics", new byte[0]));

  @Override
  public String port() {
    return "gRPC";
  }

  @Override
  public byte[] malformed(Mutator mutator) {
    byte[] first = mutator.mutate(REQUESTS);
    return first.length % 2 == 0 ? first : call("ModelInfer", mutator.mutate(MESSAGES));
  }

  @Override
  public byte[] good() {
    return call("ModelInfer", TEXT);
  }

  @Override
  public void check(byte[] answer) {
    Http2Frames.check(answer);
  }

  @Override
  public boolean isGood(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1).contains("Business");
  }

  private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long size : shape) {
      input.addShape(size);
    }
    return input;
  }

  private static byte[] call(String method, byte[] message) {
    byte[] prefix = {
      0,
      (byte) (message.length >> 24),
      (byte) (message.length >> 16),
      (byte) (message.length >> 8),
      (byte) message.length
    };
    return Http2Frames.request(
        List.of(
            Map.entry(":method", "POST"),
            Map.entry(":scheme", "http"),
            Map.entry(":path", "/inference.GRPCInferenceService/" + method),
            Map.entry(":authority", "a"),
            Map.entry("content-type", "application/grpc"),
            Map.entry("te", "trailers"),
            Map.entry("grpc-timeout", "1S")),
        concat(prefix, message));
  }
}
