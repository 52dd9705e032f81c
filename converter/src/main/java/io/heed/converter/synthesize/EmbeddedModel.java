package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a model with its weights inside, without ever having it in memory: the very bytes that
 * protobuf would write of the whole message. Immutable.
 *
 * <p>A message is its fields one after the other, so the graph is written as those before its
 * initializers, the initializers, and those after; its length, which stands before it, is known
 * from the sizes alone.
 */
record EmbeddedModel(EncoderGraph graph) {
  private static final int MAX_BYTES = Integer.MAX_VALUE;

  /** The size of the file; protobuf's limit is 2 GiB - 1. */
  long sizeBytes() {
    long length = graphBytes();
    ModelProto model = graph.skeleton();
    return model.toBuilder().clearGraph().build().getSerializedSize()
        + CodedOutputStream.computeTagSize(ModelProto.GRAPH_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(length)
        + length;
  }

  void write(WeightBytes weights, OutputStream out) throws IOException {
    long length = graphBytes();
    if (sizeBytes() > MAX_BYTES) {
      throw new IllegalStateException("a model of " + sizeBytes() + " bytes fits no message");
    }
    ModelProto model = graph.skeleton();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    modelHead(model).writeTo(coded);
    startMessage(coded, ModelProto.GRAPH_FIELD_NUMBER, length);
    graphHead(model.getGraph()).writeTo(coded);
    for (TensorProto initializer : model.getGraph().getInitializerList()) {
      writeInitializer(initializer, weights, coded, out);
    }
    graphTail(model.getGraph()).writeTo(coded);
    modelTail(model).writeTo(coded);
    coded.flush();
  }

  private void writeInitializer(
      TensorProto initializer, WeightBytes weights, CodedOutputStream coded, OutputStream out)
      throws IOException {
    startMessage(coded, GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes(initializer));
    initializer.writeTo(coded);
    PlannedWeight weight = graph.weights().of(initializer.getName());
    if (weight != null) {
      startMessage(coded, TensorProto.RAW_DATA_FIELD_NUMBER, weight.sizeBytes());
      coded.flush();
      weights.write(weight, out);
    }
  }

  private static void startMessage(CodedOutputStream coded, int field, long length)
      throws IOException {
    coded.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt64NoTag(length);
  }

  private long graphBytes() {
    GraphProto proto = graph.skeleton().getGraph();
    long bytes = graphHead(proto).getSerializedSize();
    bytes += graphTail(proto).getSerializedSize();
    for (TensorProto initializer : proto.getInitializerList()) {
      bytes += fieldBytes(GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes(initializer));
    }
    return bytes;
  }

  private long tensorBytes(TensorProto initializer) {
    PlannedWeight weight = graph.weights().of(initializer.getName());
    return initializer.getSerializedSize()
        + (weight == null ? 0 : fieldBytes(TensorProto.RAW_DATA_FIELD_NUMBER, weight.sizeBytes()));
  }

  private static long fieldBytes(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(length)
        + length;
  }

  private static ModelProto modelHead(ModelProto model) {
    return model.toBuilder().clearGraph().clearOpsetImport().clearMetadataProps().build();
  }

  private static ModelProto modelTail(ModelProto model) {
    return ModelProto.newBuilder()
        .addAllOpsetImport(model.getOpsetImportList())
        .addAllMetadataProps(model.getMetadataPropsList())
        .build();
  }

  private static GraphProto graphHead(GraphProto graph) {
    return GraphProto.newBuilder().addAllNode(graph.getNodeList()).setName(graph.getName()).build();
  }

  private static GraphProto graphTail(GraphProto graph) {
    return graph.toBuilder().clearNode().clearName().clearInitializer().build();
  }
}
