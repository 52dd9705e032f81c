package io.heed.server.grpc;

import com.google.protobuf.ByteString;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.Datatypes;
import io.heed.server.inference.PrefixedStrings;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the tensors of a request: raw bytes, which are not copied, or typed contents. Stateless.
 * What the bytes mean for the model is checked later.
 */
final class RequestTensors {
  private RequestTensors() {}

  /** The inputs by name, in their order. */
  static Map<String, RawTensor> of(ModelInferRequest request) {
    int raw = request.getRawInputContentsCount();
    if (raw != 0 && raw != request.getInputsCount()) {
      throw invalid(
          "raw_input_contents: found "
              + raw
              + " entries, expected one for each of the "
              + request.getInputsCount()
              + " inputs, or none");
    }
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      ElementType type = Datatypes.parse(input.getName(), input.getDatatype());
      if (raw != 0 && input.hasContents()) {
        throw invalid(
            "input \""
                + input.getName()
                + "\": found contents beside raw_input_contents, expected"
                + " one of them");
      }
      RawTensor tensor =
          raw != 0
              ? raw(input, type, request.getRawInputContents(i))
              : typed(input, type, input.getContents());
      if (tensors.put(input.getName(), tensor) != null) {
        throw invalid("input \"" + input.getName() + "\": found twice");
      }
    }
    return tensors;
  }

  private static RawTensor raw(InferInputTensor input, ElementType type, ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return type == ElementType.BYTES
        ? RawTensor.ofStrings(PrefixedStrings.read(input.getName(), buffer), shape(input))
        : RawTensor.of(type, buffer, shape(input));
  }

  private static RawTensor typed(
      InferInputTensor input, ElementType type, InferTensorContents contents) {
    if (type == ElementType.BYTES) {
      return RawTensor.ofStrings(
          contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList(),
          shape(input));
    }
    return RawTensor.of(type, TypedContents.bytes(input.getName(), type, contents), shape(input));
  }

  private static long[] shape(InferInputTensor input) {
    long[] shape = new long[input.getShapeCount()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = input.getShape(axis);
    }
    return shape;
  }

  static ServerException invalid(String problem) {
    return new ServerException(Status.INVALID_ARGUMENT, problem);
  }
}
