package io.heed.converter.cli;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.vocabulary.TextStandardizer;
import io.heed.converter.vocabulary.TokenizerJson;
import io.heed.converter.vocabulary.Vocabulary;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectoryWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * A model whose answers can be foreseen: {@code oil} votes for Business, {@code cup} for Sports,
 * any other word for neither, and World wins where nobody votes.
 */
final class WordModel {

  private WordModel() {}

  static Path in(Path parent) {
    Vocabulary vocabulary = Vocabulary.of(List.of("[PAD]", "[UNK]", "oil", "cup"));
    Path target = parent.resolve("words");
    ModelDirectoryWriter.to(target)
        .config(
            ModelConfig.builder(List.of("World", "Sports", "Business"))
                .maxPositionEmbeddings(16)
                .build())
        .tokenizer(TokenizerJson.write(vocabulary, TextStandardizer.KERAS, 16))
        .variant("fp32", onnx())
        .write();
    return target;
  }

  /** ReduceMean over the words of Gather(votes, input_ids). */
  private static byte[] onnx() {
    float[] votes = {0.1f, 0, 0, 0.1f, 0, 0, 0, 0, 9, 0, 9, 0};
    TensorProto.Builder table =
        TensorProto.newBuilder()
            .setName("votes")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(4)
            .addDims(3);
    for (float vote : votes) {
      table.addFloatData(vote);
    }
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("words")
            .addInitializer(table)
            .addInput(value("input_ids", TensorProto.DataType.INT64_VALUE, "batch", "sequence"))
            .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, "batch", "3"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Gather")
                    .addInput("votes")
                    .addInput("input_ids")
                    .addOutput("words"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceMean")
                    .addInput("words")
                    .addOutput("logits")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("axes")
                            .setType(AttributeProto.AttributeType.INTS)
                            .addInts(1))
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("keepdims")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(0)))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, int type, String... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      if (Character.isDigit(dimension.charAt(0))) {
        shape.addDimBuilder().setDimValue(Long.parseLong(dimension));
      } else {
        shape.addDimBuilder().setDimParam(dimension);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }
}
