package io.heed.server.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heed.engine.batch.Priority;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import io.heed.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import io.heed.server.proto.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns requests into messages and messages into answers. Stateless. */
final class GrpcMessages {
  private GrpcMessages() {}

  static ModelInferRequest request(Call<?> call, String model) {
    CallSettings settings = call.settings();
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName(model);
    if (settings.version() != 0) {
      message.setModelVersion(Long.toString(settings.version()));
    }
    if (settings.priority() != Priority.NORMAL) {
      message.putParameters("priority", number(settings.priority() == Priority.HIGH ? 1 : 3));
    }
    if (call instanceof ClassifyCall<?> texts) {
      if (settings.topK() > 1) {
        message.putParameters("top_k", number(settings.topK()));
      }
      message.addInputs(texts("text", texts.texts()));
      List<String> seconds = texts.seconds();
      if (seconds != null) {
        message.addInputs(texts("text_pair", seconds));
      }
    } else if (call instanceof RunCall tensors) {
      tensors.inputs().forEach((name, tensor) -> add(message, name, tensor));
      for (String output : tensors.outputs()) {
        message.addOutputs(InferRequestedOutputTensor.newBuilder().setName(output));
      }
    }
    return message.build();
  }

  private static InferParameter number(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  private static InferInputTensor texts(String name, List<String> texts) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    texts.forEach(text -> contents.addBytesContents(ByteString.copyFromUtf8(text)));
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(ElementType.BYTES.name())
        .addShape(texts.size())
        .setContents(contents)
        .build();
  }

  private static void add(ModelInferRequest.Builder message, String name, RawTensor tensor) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(name).setDatatype(tensor.type().name());
    for (int axis = 0; axis < tensor.rank(); axis++) {
      input.addShape(tensor.size(axis));
    }
    message.addInputs(input).addRawInputContents(bytes(tensor));
  }

  private static ByteString bytes(RawTensor tensor) {
    if (tensor.type() != ElementType.BYTES) {
      return UnsafeByteOperations.unsafeWrap(tensor.bytes());
    }
    int size = Math.toIntExact(tensor.sizeBytes() + 4L * tensor.strings().size());
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] string : tensor.strings()) {
      bytes.putInt(string.length).put(string);
    }
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  static LabelRows labels(ModelInferResponse response) {
    Map<String, RawTensor> tensors = tensors(response);
    RawTensor label = tensors.get("label");
    RawTensor score = tensors.get("score");
    if (label == null || score == null) {
      throw new IllegalArgumentException(
          "found outputs " + tensors.keySet() + ", expected label and score");
    }
    String[] labels = new String[label.strings().size()];
    float[] scores = new float[labels.length];
    score.bytes().asFloatBuffer().get(scores);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = new String(label.strings().get(i), StandardCharsets.UTF_8);
    }
    return LabelRows.of((int) label.size(0), labels, scores);
  }

  static Map<String, RawTensor> tensors(ModelInferResponse response) {
    if (response.getRawOutputContentsCount() != response.getOutputsCount()) {
      throw new IllegalArgumentException(
          "found "
              + response.getRawOutputContentsCount()
              + " raw contents, expected one for each of the "
              + response.getOutputsCount()
              + " outputs");
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < response.getOutputsCount(); i++) {
      ModelInferResponse.InferOutputTensor output = response.getOutputs(i);
      ElementType type = ElementType.valueOf(output.getDatatype());
      long[] shape = output.getShapeList().stream().mapToLong(Long::longValue).toArray();
      ByteBuffer bytes = response.getRawOutputContents(i).asReadOnlyByteBuffer();
      tensors.put(
          output.getName(),
          type == ElementType.BYTES
              ? RawTensor.ofStrings(strings(bytes), shape)
              : RawTensor.of(type, bytes, shape));
    }
    return tensors;
  }

  private static List<byte[]> strings(ByteBuffer buffer) {
    ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> strings = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] string = new byte[bytes.getInt()];
      bytes.get(string);
      strings.add(string);
    }
    return strings;
  }
}
