package io.heed.converter.ort;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph that runs on named tensors: {@link OrtGraph}, or something that knows operators which
 * ONNX Runtime has no kernels for on the CPU. Owns what it runs on, which {@link #close()} ends.
 * Any number of threads may run it at a time; nobody may after it was closed.
 */
public interface TensorGraph extends AutoCloseable {
  /** The name for messages. */
  String name();

  /** The inputs that a run must be given, in the graph's order. */
  List<TensorSpec> inputs();

  /** The outputs, in the graph's order. */
  List<TensorSpec> outputs();

  /** Runs the graph and gives all outputs by name, in the graph's order. */
  default Map<String, Tensor> run(Map<String, Tensor> tensors) {
    return run(
        tensors,
        outputs().stream()
            .map(TensorSpec::name)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /** Runs what the wanted outputs need, and gives those by name in the order of the set. */
  Map<String, Tensor> run(Map<String, Tensor> tensors, Set<String> wanted);

  @Override
  void close();
}
