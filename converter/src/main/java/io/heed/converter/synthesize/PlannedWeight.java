package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * An initializer whose values are still to come; immutable.
 *
 * @param initializer its name in the graph
 * @param tensor what it holds
 * @param transposed whether the graph has the two dimensions the other way round
 */
record PlannedWeight(String initializer, WeightTensor tensor, boolean transposed) {
  long sizeBytes() {
    return Float.BYTES * tensor.size();
  }

  /** The initializer without values. */
  TensorProto header() {
    TensorProto.Builder header =
        TensorProto.newBuilder().setName(initializer).setDataType(DataType.FLOAT.getNumber());
    int rank = tensor.shape().size();
    for (int i = 0; i < rank; i++) {
      header.addDims(tensor.shape().get(transposed ? rank - 1 - i : i));
    }
    return header.build();
  }
}
