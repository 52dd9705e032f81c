package io.heed.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

/** Makes named attributes of nodes, with the type field that the format asks for. Stateless. */
public final class OnnxAttributes {
  private OnnxAttributes() {}

  /** An INT attribute. */
  public static AttributeProto ofInt(String name, long value) {
    return of(name, AttributeType.INT).setI(value).build();
  }

  /** An INTS attribute. */
  public static AttributeProto ofInts(String name, long... values) {
    AttributeProto.Builder attribute = of(name, AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A FLOAT attribute. */
  public static AttributeProto ofFloat(String name, float value) {
    return of(name, AttributeType.FLOAT).setF(value).build();
  }

  /** A STRING attribute. */
  public static AttributeProto ofString(String name, String value) {
    return of(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  /** A TENSOR attribute. */
  public static AttributeProto ofTensor(String name, TensorProto value) {
    return of(name, AttributeType.TENSOR).setT(value).build();
  }

  private static AttributeProto.Builder of(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
