package io.heed.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.PrefixedStrings;
import io.heed.server.inference.TensorMetadata;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelInferResponse.InferOutputTensor;
import io.heed.server.proto.ModelMetadataResponse;
import java.util.Map;

/** Turns answers into messages; outputs are raw bytes, which are not copied. Stateless. */
final class ResponseWriter {
  private ResponseWriter() {}

  static ModelInferResponse write(
      ModelInferRequest request, long version, InferenceResponse response) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(request.getModelName())
            .setModelVersion(Long.toString(version))
            .setId(request.getId());
    for (Map.Entry<String, RawTensor> output : response.outputs().entrySet()) {
      RawTensor tensor = output.getValue();
      InferOutputTensor.Builder described =
          InferOutputTensor.newBuilder().setName(output.getKey()).setDatatype(tensor.type().name());
      for (int axis = 0; axis < tensor.rank(); axis++) {
        described.addShape(tensor.size(axis));
      }
      message.addOutputs(described).addRawOutputContents(bytes(tensor));
    }
    return message.build();
  }

  static ModelMetadataResponse write(String name, long version, ModelMetadata metadata) {
    ModelMetadataResponse.Builder message =
        ModelMetadataResponse.newBuilder()
            .setName(name)
            .addVersions(Long.toString(version))
            .setPlatform(metadata.platform());
    metadata.inputs().forEach(input -> message.addInputs(described(input)));
    metadata.outputs().forEach(output -> message.addOutputs(described(output)));
    return message.build();
  }

  private static ModelMetadataResponse.TensorMetadata described(TensorMetadata tensor) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype().name())
        .addAllShape(tensor.shape())
        .build();
  }

  private static ByteString bytes(RawTensor tensor) {
    return tensor.type() == ElementType.BYTES
        ? UnsafeByteOperations.unsafeWrap(PrefixedStrings.write(tensor.strings()))
        : UnsafeByteOperations.unsafeWrap(tensor.bytes());
  }
}
