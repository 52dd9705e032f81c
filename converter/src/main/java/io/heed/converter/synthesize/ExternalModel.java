package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A model whose weights lie in a file beside it, as ONNX' external data: each at an offset that is
 * a multiple of 4,096 so that it can be mapped into memory. Immutable.
 */
record ExternalModel(EncoderGraph graph, String location) {
  private static final int ALIGNMENT = 4_096;

  /** The model, with references into the other file. */
  byte[] model() {
    GraphProto.Builder referring = graph.skeleton().getGraph().toBuilder();
    long offset = 0;
    for (int i = 0; i < referring.getInitializerCount(); i++) {
      PlannedWeight weight = graph.weights().of(referring.getInitializer(i).getName());
      if (weight != null) {
        referring.setInitializer(i, reference(weight, offset));
        offset = aligned(offset + weight.sizeBytes());
      }
    }
    return ModelProto.newBuilder(graph.skeleton()).setGraph(referring).build().toByteArray();
  }

  private TensorProto reference(PlannedWeight weight, long offset) {
    return weight.header().toBuilder()
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(weight.sizeBytes())))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** The other file; weights are in the order of the initializers. */
  void writeWeights(WeightBytes weights, OutputStream out) throws IOException {
    long offset = 0;
    for (PlannedWeight weight : graph.weights().all()) {
      long start = aligned(offset);
      out.write(new byte[(int) (start - offset)]);
      weights.write(weight, out);
      offset = start + weight.sizeBytes();
    }
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
