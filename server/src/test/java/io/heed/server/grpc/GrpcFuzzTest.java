package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.heed.server.net.RecordingLeakDetector;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import io.heed.server.proto.ModelInferResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests with wrong bits, wrong lengths and wrong ends: each is answered, nothing leaks, and the
 * next good one is served. {@code -Dheed.fuzz.requests=200000} is the long run, {@code
 * -Dheed.fuzz.seed} replays one.
 */
class GrpcFuzzTest {
  private static final int REQUESTS = Integer.getInteger("heed.fuzz.requests", 600);
  private static final long SEED = Long.getLong("heed.fuzz.seed", System.nanoTime());
  private static final String OIL = "Oil prices soar to an all-time record";
  private static final String PATH = GRPCInferenceServiceGrpc.SERVICE_NAME + "/ModelInfer";

  /** Neither UNKNOWN nor INTERNAL: whatever a client sends, it is not the server's fault. */
  private static final Set<Status.Code> EXPECTED =
      EnumSet.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED);

  private final GrpcPort port = GrpcPort.ofBundled();
  private final Random random = new Random(SEED);

  @AfterEach
  void close() {
    port.close();
    assertEquals(List.of(), RecordingLeakDetector.leaks());
  }

  @Test
  void messages_mutated_areAllAnswered() {
    ManagedChannel channel = port.client();
    MethodDescriptor<byte[], byte[]> method = RawBytes.method(PATH);
    Set<Status.Code> found = EnumSet.noneOf(Status.Code.class);
    for (int i = 0; i < REQUESTS; i++) {
      Status.Code code;
      try {
        ClientCalls.blockingServerStreamingCall(
                channel, method, CallOptions.DEFAULT, mutated(request(i).toByteArray(), 0))
            .forEachRemaining(answer -> {});
        code = Status.Code.OK;
      } catch (StatusRuntimeException e) {
        code = e.getStatus().getCode();
        int number = i;
        assertTrue(
            EXPECTED.contains(code),
            () -> "request " + number + " of seed " + SEED + ": " + e.getStatus());
      }
      found.add(code);
    }
    assertTrue(found.contains(Status.Code.OK), "seed " + SEED);
    assertTrue(found.contains(Status.Code.INVALID_ARGUMENT), "seed " + SEED);
    assertServes(channel);
  }

  @Test
  void connections_mutated_endAndTheOthersLiveOn() throws IOException {
    ManagedChannel channel = port.client();
    assertServes(channel);
    int preface = 24;
    for (int i = 0; i < REQUESTS / 4; i++) {
      Http2Bytes bytes = Http2Bytes.connection();
      for (int stream = 1; stream < 6; stream += 2) {
        bytes.call(stream, "/" + PATH, request(i).toByteArray());
      }
      send(i % 8 == 0 ? garbage() : mutated(bytes.toByteArray(), i % 16 == 1 ? 0 : preface));
    }
    assertServes(channel);
  }

  private static void assertServes(ManagedChannel channel) {
    ModelInferResponse answer =
        GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(GrpcPort.text(OIL));
    assertEquals("Business", answer.getRawOutputContents(0).substring(4).toStringUtf8());
  }

  /** Sends and waits until the server has closed the connection. */
  private void send(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.listener().port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      assertTrue(
          String.valueOf(e.getMessage()).matches("(?i).*(reset|broken pipe|closed).*"),
          e::toString);
    }
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(2000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Flips bits, cuts, or doubles a piece, from an offset on. */
  private byte[] mutated(byte[] original, int from) {
    byte[] bytes = original.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        int cut = from + random.nextInt(bytes.length - from);
        return Arrays.copyOf(bytes, cut);
      }
      case 1 -> {
        int at = from + random.nextInt(bytes.length - from);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
        System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
        return longer;
      }
      default -> {
        int flips = 1 + random.nextInt(8);
        for (int i = 0; i < flips; i++) {
          bytes[from + random.nextInt(bytes.length - from)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
      }
    }
  }

  /** Texts typed and raw, tensors, parameters. */
  private static ModelInferRequest request(int number) {
    ModelInferRequest.Builder request =
        GrpcPort.text(OIL).toBuilder()
            .setId("a" + number)
            .putParameters("top_k", InferParameter.newBuilder().setInt64Param(2).build());
    return switch (number % 3) {
      case 0 -> request.build();
      case 1 ->
          request
              .setInputs(
                  0, InferInputTensor.newBuilder().setName("text").setDatatype("BYTES").addShape(1))
              .addRawInputContents(ByteString.copyFromUtf8("\5\0\0\0" + "words"))
              .build();
      default ->
          ModelInferRequest.newBuilder()
              .setModelName("news")
              .addInputs(ids("input_ids"))
              .addInputs(ids("attention_mask"))
              .build();
    };
  }

  private static InferInputTensor ids(String name) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype("INT64")
        .addShape(1)
        .addShape(4)
        .setContents(
            InferTensorContents.newBuilder()
                .addInt64Contents(1)
                .addInt64Contents(1)
                .addInt64Contents(1)
                .addInt64Contents(1))
        .build();
  }
}
