package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.ServedModels;
import io.heed.server.inference.ServingOptions;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.proto.DataType;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelConfig;
import io.heed.server.proto.ModelConfigRequest;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import io.heed.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelMetadataRequest;
import io.heed.server.proto.ModelMetadataResponse;
import io.heed.server.proto.ModelReadyRequest;
import io.heed.server.proto.ModelRepositoryParameter;
import io.heed.server.proto.ModelStreamInferResponse;
import io.heed.server.proto.RepositoryIndexRequest;
import io.heed.server.proto.RepositoryIndexResponse;
import io.heed.server.proto.RepositoryModelLoadRequest;
import io.heed.server.proto.RepositoryModelUnloadRequest;
import io.heed.server.proto.ServerMetadataRequest;
import io.heed.server.proto.ServerReadyRequest;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.service.AccessLog;
import io.heed.server.service.ModelService;
import io.heed.server.service.ServiceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a loopback connection, with the bundled model and, where they are, Triton's. */
class InferenceServiceTest {
  private static final Path TRITON = Path.of("../../shared/fixtures/triton");
  private static final String OIL = "Oil prices soar to an all-time record";

  @TempDir private static Path root;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ModelRepository<ServedModel> repository;

  @SuppressWarnings("NullAway.Init")
  private static FrontEnd frontEnd;

  @SuppressWarnings("NullAway.Init")
  private static ManagedChannel channel;

  @SuppressWarnings("NullAway.Init")
  private static GRPCInferenceServiceBlockingStub client;

  @BeforeAll
  static void open() throws IOException {
    Path news = Files.createDirectories(root.resolve("ag-news/3"));
    for (String file : List.of("config.json", "tokenizer.json", "model.onnx")) {
      Files.write(news.resolve(file), ModelDirectory.bundled().read(file));
    }
    try (InputStream words =
        Objects.requireNonNull(
            InferenceServiceTest.class.getResourceAsStream("/io/heed/server/cli/words.onnx"))) {
      Files.copy(words, Files.createDirectories(root.resolve("words")).resolve("model.onnx"));
    }
    for (String name : List.of("simple", "simple_string")) {
      Path file = TRITON.resolve(name).resolve("1/model.onnx");
      if (Files.isRegularFile(file)) {
        Files.copy(file, Files.createDirectories(root.resolve(name + "/1")).resolve("model.onnx"));
      }
    }
    repository =
        ModelRepository.of(
            ModelSource.repository(root),
            (name, version, folder) -> ServedModels.load(folder, ServingOptions.DEFAULT),
            1);
    repository.loadAll();
    ModelService service =
        new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE);
    service.setReady(true);
    frontEnd = new FrontEnd(EventLoops.create(1));
    GrpcListener listener =
        GrpcServices.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            service,
            AccessPolicy.OPEN,
            GrpcSettings.DEFAULT,
            "1.2.3",
            null);
    frontEnd.add(listener);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", listener.port()).usePlaintext().build();
    client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void close() throws InterruptedException {
    channel.shutdownNow();
    frontEnd.close(Duration.ofSeconds(20));
    repository.close();
    assertTrue(channel.awaitTermination(20, TimeUnit.SECONDS));
  }

  @Test
  void modelInfer_typedText_isAnsweredWithItsIdAndVersion() {
    ModelInferResponse response = client.modelInfer(texts(OIL).setId("a7").build());
    assertEquals("ag-news", response.getModelName());
    assertEquals("3", response.getModelVersion());
    assertEquals("a7", response.getId());
    assertEquals("label", response.getOutputs(0).getName());
    assertEquals("BYTES", response.getOutputs(0).getDatatype());
    assertEquals(List.of(1L), response.getOutputs(0).getShapeList());
    assertEquals(prefixed("Business"), response.getRawOutputContents(0));
    assertEquals("FP32", response.getOutputs(1).getDatatype());
    float score = littleEndian(response.getRawOutputContents(1)).getFloat(0);
    assertTrue(score > 0.5 && score <= 1, "score " + score);
  }

  @Test
  void modelInfer_rawText_isAnsweredTheSame() {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("ag-news")
            .addInputs(
                InferInputTensor.newBuilder().setName("text").setDatatype("BYTES").addShape(1))
            .addRawInputContents(prefixed(OIL))
            .build();
    assertEquals(prefixed("Business"), client.modelInfer(request).getRawOutputContents(0));
  }

  @Test
  void modelInfer_topKAndOneOutput_givesThose() {
    ModelInferResponse response =
        client.modelInfer(
            texts(OIL, "Striker scores twice as United win the cup final")
                .putParameters("top_k", InferParameter.newBuilder().setInt64Param(2).build())
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("score"))
                .build());
    assertEquals(1, response.getOutputsCount());
    assertEquals(List.of(2L, 2L), response.getOutputs(0).getShapeList());
    assertEquals(4 * 4, response.getRawOutputContents(0).size());
  }

  /** Sum and difference of 0..15 and 16 ones. */
  @Test
  void modelInfer_tritonsSimple_addsAndSubtracts() {
    Assumptions.assumeTrue(
        Files.isDirectory(TRITON), "skipped: Triton's example models are not beside the checkout");
    InferTensorContents.Builder first = InferTensorContents.newBuilder();
    InferTensorContents.Builder second = InferTensorContents.newBuilder();
    for (int i = 0; i < 16; i++) {
      first.addIntContents(i);
      second.addIntContents(1);
    }
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("simple");
    request.addInputs(int32("INPUT0", first)).addInputs(int32("INPUT1", second));
    ModelInferResponse response = client.modelInfer(request.build());
    for (int output = 0; output < 2; output++) {
      ByteBuffer numbers = littleEndian(response.getRawOutputContents(output));
      for (int i = 0; i < 16; i++) {
        assertEquals(output == 0 ? i + 1 : i - 1, numbers.getInt(4 * i));
      }
    }
  }

  @Test
  void metadata_serverAndModel_areTold() {
    assertTrue(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
    assertEquals(
        "1.2.3", client.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getVersion());
    assertTrue(client.modelReady(ready("ag-news", "")).getReady());
    assertTrue(client.modelReady(ready("ag-news", "3")).getReady());
    assertFalse(client.modelReady(ready("ag-news", "4")).getReady());
    assertFalse(client.modelReady(ready("none", "")).getReady());
    ModelMetadataResponse metadata =
        client.modelMetadata(ModelMetadataRequest.newBuilder().setName("ag-news").build());
    assertEquals(List.of("3"), metadata.getVersionsList());
    assertEquals("onnxruntime_onnx", metadata.getPlatform());
    assertEquals("text", metadata.getInputs(0).getName());
    assertEquals(List.of(-1L), metadata.getInputs(0).getShapeList());
    assertEquals("score", metadata.getOutputs(1).getName());
  }

  @Test
  void modelInfer_unknownModelOrVersion_isNotFound() {
    assertFails(
        Status.Code.NOT_FOUND,
        "model none: found none of that name in the repository",
        texts(OIL).setModelName("none"));
    assertFails(
        Status.Code.NOT_FOUND,
        "model ag-news: found no version 1, expected one of [3]",
        texts(OIL).setModelVersion("1"));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "model version: found \"latest\", expected a whole number from 1 on",
        texts(OIL).setModelVersion("latest"));
  }

  @Test
  void modelInfer_malformed_isInvalid() {
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input \"text\": found length 4294967295 of element 0, expected at most the 1 bytes that are"
            + " left",
        raw("text", "BYTES", new byte[] {-1, -1, -1, -1, 65}));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input \"text\": found 3 bytes behind element 0, expected the four of a length",
        raw("text", "BYTES", new byte[3]));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "raw_input_contents: found 2 entries, expected one for each of the 1 inputs, or none",
        raw("text", "BYTES", new byte[0]).addRawInputContents(ByteString.EMPTY));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input \"text\": found contents beside raw_input_contents, expected one of them",
        texts(OIL).addRawInputContents(ByteString.EMPTY));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input \"text\": found twice",
        texts(OIL).addInputs(texts(OIL).getInputs(0)));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input \"x\": found 128, expected INT8, -128 to 127",
        ModelInferRequest.newBuilder()
            .setModelName("ag-news")
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("x")
                    .setDatatype("INT8")
                    .addShape(1)
                    .setContents(InferTensorContents.newBuilder().addIntContents(128))));
    StatusRuntimeException unknown =
        assertThrows(
            StatusRuntimeException.class,
            () -> client.modelInfer(raw("text", "TEXT", new byte[0]).build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, unknown.getStatus().getCode());
  }

  @Test
  void modelInfer_deadlineThatHasPassed_isExceeded() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> client.withDeadlineAfter(1, TimeUnit.NANOSECONDS).modelInfer(texts(OIL).build()));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.getStatus().getCode());
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "parameter \"timeout\": found -1, expected a whole number from 0 on",
        texts(OIL).putParameters("timeout", InferParameter.newBuilder().setInt64Param(-1).build()));
  }

  /** Three requests, the second one wrong: three answers in their order. */
  @Test
  void modelStreamInfer_oneFails_answersAllInOrder() throws InterruptedException {
    BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    CountDownLatch done = new CountDownLatch(1);
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    done.countDown();
                  }

                  @Override
                  public void onCompleted() {
                    done.countDown();
                  }
                });
    requests.onNext(texts(OIL).setId("1").build());
    requests.onNext(texts(OIL).setModelName("none").setId("2").build());
    for (int i = 3; i <= 200; i++) {
      requests.onNext(texts(OIL).setId(Integer.toString(i)).build());
    }
    requests.onCompleted();
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals(200, answers.size());
    int expected = 1;
    for (ModelStreamInferResponse answer : answers) {
      if (expected == 2) {
        assertEquals(
            "model none: found none of that name in the repository", answer.getErrorMessage());
      } else {
        assertEquals(Integer.toString(expected), answer.getInferResponse().getId());
      }
      expected++;
    }
  }

  @Test
  void repository_unloadAndLoad_isSeenByAll() {
    RepositoryModelUnloadRequest unload =
        RepositoryModelUnloadRequest.newBuilder().setModelName("words").build();
    RepositoryModelLoadRequest load =
        RepositoryModelLoadRequest.newBuilder().setModelName("words").build();
    assertEquals("READY", state("words").getState());
    client.repositoryModelUnload(unload);
    assertEquals("UNAVAILABLE", state("words").getState());
    assertEquals("unloaded", state("words").getReason());
    assertFails(
        Status.Code.UNAVAILABLE,
        "model words version 1 is not ready: unloaded",
        texts(OIL).setModelName("words"));
    client.repositoryModelLoad(load);
    assertEquals("READY", state("words").getState());
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                client.repositoryModelLoad(
                    load.toBuilder()
                        .putParameters("config", ModelRepositoryParameter.getDefaultInstance())
                        .build()));
    assertEquals(Status.Code.UNIMPLEMENTED, refused.getStatus().getCode());
    StatusRuntimeException outside =
        assertThrows(
            StatusRuntimeException.class,
            () -> client.repositoryModelLoad(load.toBuilder().setModelName("../words").build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, outside.getStatus().getCode());
  }

  @Test
  void modelConfig_textModel_hasItsTensors() {
    ModelConfig config =
        client.modelConfig(ModelConfigRequest.newBuilder().setName("ag-news").build()).getConfig();
    assertEquals("onnxruntime_onnx", config.getPlatform());
    assertEquals(DataType.TYPE_STRING, config.getInput(0).getDataType());
    assertEquals(DataType.TYPE_FP32, config.getOutput(1).getDataType());
    assertEquals(0, config.getMaxBatchSize());
  }

  private static RepositoryIndexResponse.ModelIndex state(String name) {
    return client
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(model -> model.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertFails(
      Status.Code code, String message, ModelInferRequest.Builder request) {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> client.modelInfer(request.build()));
    assertEquals(code, failure.getStatus().getCode());
    assertEquals(message, failure.getStatus().getDescription());
  }

  private static ModelInferRequest.Builder texts(String... texts) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (String text : texts) {
      contents.addBytesContents(ByteString.copyFromUtf8(text));
    }
    return ModelInferRequest.newBuilder()
        .setModelName("ag-news")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(texts.length)
                .setContents(contents));
  }

  private static ModelInferRequest.Builder raw(String name, String datatype, byte[] bytes) {
    return ModelInferRequest.newBuilder()
        .setModelName("ag-news")
        .addInputs(InferInputTensor.newBuilder().setName(name).setDatatype(datatype).addShape(1))
        .addRawInputContents(ByteString.copyFrom(bytes));
  }

  private static InferInputTensor int32(String name, InferTensorContents.Builder contents) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype("INT32")
        .addShape(1)
        .addShape(16)
        .setContents(contents)
        .build();
  }

  private static ModelReadyRequest ready(String name, String version) {
    return ModelReadyRequest.newBuilder().setName(name).setVersion(version).build();
  }

  private static ByteString prefixed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length);
    return ByteString.copyFrom(buffer.put(bytes).flip());
  }

  private static ByteBuffer littleEndian(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
