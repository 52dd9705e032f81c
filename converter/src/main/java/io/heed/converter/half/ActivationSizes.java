package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.ElementType;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.reference.ReferenceGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How large inner values of a model become when it runs in single precision. It runs with those
 * values as outputs, some at a time, so that memory stays bounded. Stateless.
 */
final class ActivationSizes {
  private static final int VALUES_A_RUN = 64;

  private ActivationSizes() {}

  /** The largest finite size of each value that half precision would make or read. */
  static Map<String, Float> measure(
      OnnxModel model, ValueTypes types, Placement placement, List<Map<String, Tensor>> runs) {
    Map<String, Float> largest = new LinkedHashMap<>();
    if (runs.isEmpty()) {
      return largest;
    }
    Graph graph = model.graph();
    List<String> values = new ArrayList<>();
    for (Node node : placement.order()) {
      if (!node.is("Constant") && !node.is("ConstantOfShape")) {
        node.outputs().stream().filter(types::isFloat).forEach(values::add);
      }
    }
    List<String> added = values.stream().filter(value -> !graph.isOutput(value)).toList();
    added.forEach(value -> graph.addOutput(described(value)));
    try {
      run(model, values, runs, largest);
    } finally {
      added.forEach(graph::removeOutput);
    }
    return largest;
  }

  private static void run(
      OnnxModel model,
      List<String> values,
      List<Map<String, Tensor>> runs,
      Map<String, Float> largest) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("heed-half");
      Path file = folder.resolve("model.onnx");
      model.write(file);
      try (TensorGraph graph =
          ReferenceGraph.openAny(
              file, OrtGraphOptions.DEFAULT.optimization(OrtGraphOptions.Optimization.BASIC))) {
        for (Map<String, Tensor> inputs : runs) {
          for (int from = 0; from < values.size(); from += VALUES_A_RUN) {
            List<String> some = values.subList(from, Math.min(values.size(), from + VALUES_A_RUN));
            graph
                .run(inputs, new LinkedHashSet<>(some))
                .forEach((name, tensor) -> largest.merge(name, largest(tensor), Math::max));
          }
        }
      }
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, "the model for calibration cannot be written: " + e, e);
    } finally {
      delete(folder);
    }
  }

  private static float largest(Tensor tensor) {
    float largest = 0;
    for (float value : tensor.floats()) {
      float size = Math.abs(value);
      largest = size <= Float.MAX_VALUE ? Math.max(largest, size) : largest;
    }
    return largest;
  }

  private static ValueInfoProto described(String value) {
    ValueInfoProto.Builder described = ValueInfoProto.newBuilder().setName(value);
    described.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.FLOAT.onnxNumber());
    return described.build();
  }

  private static void delete(@org.jspecify.annotations.Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // a temporary folder; its files are of no use to anybody
    }
  }
}
