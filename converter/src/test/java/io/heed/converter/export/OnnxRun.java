package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model in ONNX Runtime, with its own shape inference in strict mode: a shape or type that
 * contradicts the graph is an error at load instead of a warning.
 */
final class OnnxRun implements AutoCloseable {
  private final OrtSession session;

  OnnxRun(ModelProto model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.addConfigEntry("session.strict_shape_type_inference", "1");
      options.setIntraOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
    }
  }

  OrtSession session() {
    return session;
  }

  /** The first output as floats; truth values are 0 and 1. */
  INDArray run(Map<String, INDArray> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        return array((OnnxTensor) result.get(0));
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  static OnnxTensor tensor(INDArray array) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    if (array.dataType() == DataType.INT64) {
      LongBuffer longs = LongBuffer.wrap(array.dup('c').data().asLong());
      return OnnxTensor.createTensor(environment, longs, array.shape());
    }
    FloatBuffer floats = FloatBuffer.wrap(array.dup('c').data().asFloat());
    return OnnxTensor.createTensor(environment, floats, array.shape());
  }

  private static INDArray array(OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    float[] values =
        switch (tensor.getInfo().type) {
          case FLOAT -> {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] floats = new float[buffer.remaining()];
            buffer.get(floats);
            yield floats;
          }
          case INT64 -> {
            LongBuffer buffer = tensor.getLongBuffer();
            float[] floats = new float[buffer.remaining()];
            for (int i = 0; i < floats.length; i++) {
              floats[i] = buffer.get(i);
            }
            yield floats;
          }
          case BOOL -> {
            ByteBuffer buffer = tensor.getByteBuffer();
            float[] floats = new float[buffer.remaining()];
            for (int i = 0; i < floats.length; i++) {
              floats[i] = buffer.get(i);
            }
            yield floats;
          }
          default -> throw new IllegalStateException("type " + tensor.getInfo().type);
        };
    return shape.length == 0 ? Nd4j.scalar(values[0]) : Nd4j.create(values, shape, 'c');
  }

  static List<String> operators(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(node -> node.getOpType()).toList();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
