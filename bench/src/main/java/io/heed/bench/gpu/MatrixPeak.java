package io.heed.bench.gpu;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import com.google.protobuf.ByteString;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.engine.runtime.Device;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the runtime reaches on the device at best: products of one square matrix after the other,
 * {@code x ← x · W}, in one run. Only a row goes in, which is spread over a matrix, and one number
 * comes out, so that copies do not count; the casts between integer products do. Confined to one
 * thread; owns the session.
 */
final class MatrixPeak implements AutoCloseable {
  private static final int PRODUCTS = 8;
  private static final int PERIOD = 4099; // of the weights: a prime, so that no row is like another

  private final OrtSession.SessionOptions options;
  private final OrtSession session;
  private final OnnxTensor input;
  private final int size;

  private MatrixPeak(
      OrtSession.SessionOptions options, OrtSession session, OnnxTensor input, int size) {
    this.options = options;
    this.session = session;
    this.input = input;
    this.size = size;
  }

  /** Operations of a run. */
  double operations() {
    return 2.0 * PRODUCTS * size * size * size;
  }

  static MatrixPeak open(Device device, Precision precision, int size, int threads) {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try (OrtCUDAProviderOptions cuda =
        device.isAccelerator() ? new OrtCUDAProviderOptions(device.index()) : null) {
      options.setIntraOpNumThreads(threads);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (cuda != null) {
        cuda.add("use_tf32", precision == Precision.TF32 ? "1" : "0");
        options.addCUDA(cuda);
      }
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession session = environment.createSession(graph(precision, size), options);
      float[][] row = new float[1][size];
      for (int i = 0; i < size; i++) {
        row[0][i] = i % 7 - 3;
      }
      return new MatrixPeak(options, session, OnnxTensor.createTensor(environment, row), size);
    } catch (OrtException e) {
      options.close();
      throw new BenchException(Kind.RUN, "peak " + precision + ": " + e.getMessage(), e);
    }
  }

  /** Runs the products; gives the largest number, so that nobody can leave them out. */
  float run() {
    try (OrtSession.Result result = session.run(Map.of("x", input))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    } catch (OrtException e) {
      throw new BenchException(Kind.RUN, "peak: " + e.getMessage(), e);
    }
  }

  /** The graph; visible for its test. */
  static byte[] graph(Precision precision, int size) {
    DataType type =
        switch (precision) {
          case FP32, TF32 -> DataType.FLOAT;
          case FP16 -> DataType.FLOAT16;
          case INT8 -> DataType.INT8;
        };
    OnnxGraphBuilder graph = OnnxGraphBuilder.create("peak").opset("", 17);
    String row =
        graph.input("x", DataType.FLOAT, List.of(OnnxAxis.length(1), OnnxAxis.length(size)));
    String column =
        graph.node("Transpose", "column", List.of(row), OnnxAttributes.ofInts("perm", 1, 0));
    String matrix = graph.node("Add", "matrix", List.of(row, column));
    String value = cast(graph, matrix, type);
    String weight = graph.initializer(weight(type, size));
    for (int i = 0; i < PRODUCTS; i++) {
      if (type == DataType.INT8) {
        String sums = graph.node("MatMulInteger", "sums" + i, List.of(value, weight));
        value = cast(graph, sums, i + 1 < PRODUCTS ? type : DataType.FLOAT);
      } else {
        value = graph.node("MatMul", "product" + i, List.of(value, weight));
      }
    }
    if (type == DataType.FLOAT16) {
      value = cast(graph, value, DataType.FLOAT);
    }
    graph.node("ReduceMax", "largest", List.of(value), OnnxAttributes.ofInt("keepdims", 0));
    graph.output("largest", DataType.FLOAT, List.of());
    return graph.build().toByteArray();
  }

  private static String cast(OnnxGraphBuilder graph, String value, DataType type) {
    return type == DataType.FLOAT && value.equals("matrix")
        ? value
        : graph.node(
            "Cast", "cast_" + value, List.of(value), OnnxAttributes.ofInt("to", type.getNumber()));
  }

  /** Of variance 1 / size, so that products keep their magnitude; integers from -2 to 2. */
  private static TensorProto weight(DataType type, int size) {
    Random random = new Random(1);
    double[] period = random.doubles(PERIOD, -1, 1).toArray();
    int width = type == DataType.FLOAT ? 4 : type == DataType.FLOAT16 ? 2 : 1;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(size, size), width))
            .order(ByteOrder.LITTLE_ENDIAN);
    double scale = Math.sqrt(3.0 / size);
    for (int i = 0; bytes.hasRemaining(); i++) {
      double each = period[i % PERIOD];
      switch (type) {
        case FLOAT -> bytes.putFloat((float) (each * scale));
        case FLOAT16 -> bytes.putShort(Fp16Conversions.floatToFp16((float) (each * scale)));
        default -> bytes.put((byte) Math.round(each * 2));
      }
    }
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(type.getNumber())
        .addDims(size)
        .addDims(size)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  @Override
  public void close() {
    try {
      input.close();
      session.close();
      options.close();
    } catch (OrtException e) {
      throw new BenchException(Kind.RUN, "peak: " + e.getMessage(), e);
    }
  }
}
