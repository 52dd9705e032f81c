package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.reference.ReferenceGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Runs a model and measures between which numbers the values lie that a static form quantises.
 * Keeps histograms, not values: memory does not grow with the runs. Confined to the calling thread,
 * which it blocks.
 */
public final class Calibration {
  private final Map<String, RangeCollector> collectors = new LinkedHashMap<>();
  private final Set<String> made = new LinkedHashSet<>();

  private Calibration() {}

  /**
   * Measures.
   *
   * @param model in floats; it is written with further outputs to {@code scratch}
   * @param inputs at least one run
   * @param scratch a file that may be written, which the caller deletes; constants of a large model
   *     go to a file beside it
   * @throws ConverterException (INPUT) if there are no runs, or they do not fit the model
   */
  public static ActivationRanges measure(
      OnnxModel model,
      QuantizeOptions options,
      CalibrationOptions calibration,
      CalibrationInputs inputs,
      Path scratch) {
    Calibration measured = new Calibration();
    Candidates candidates = Candidates.of(model.graph(), options);
    for (AttentionLayer attention : candidates.attentions()) {
      measured.watch(model, attention.activation(), calibration);
    }
    for (Layer layer : candidates.layers()) {
      measured.watch(model, layer.activation(), calibration);
      if (options.form() == QuantizedForm.QOPERATOR && !layer.isGemm()) {
        measured.watch(model, layer.node().output(), calibration);
      }
    }
    model.write(scratch);
    try (TensorGraph graph = ReferenceGraph.openAny(scratch, OrtGraphOptions.DEFAULT)) {
      int count = 0;
      for (Map<String, Tensor> run : inputs.runs(graph.inputs())) {
        measured.run(graph, run);
        count++;
      }
      if (count == 0) {
        throw new ConverterException(Kind.INPUT, "calibration: found no texts, expected some");
      }
    }
    return measured.ranges();
  }

  private void watch(OnnxModel model, String value, CalibrationOptions calibration) {
    collectors.computeIfAbsent(value, name -> calibration.collector());
    if (!model.graph().isInput(value) && made.add(value)) {
      model
          .graph()
          .addOutput(
              ValueInfoProto.newBuilder()
                  .setName(value)
                  .setType(
                      TypeProto.newBuilder()
                          .setTensorType(
                              TypeProto.Tensor.newBuilder()
                                  .setElemType(DataType.FLOAT.getNumber())))
                  .build());
    }
  }

  private void run(TensorGraph graph, Map<String, Tensor> inputs) {
    Map<String, Tensor> values = new LinkedHashMap<>(inputs);
    if (!made.isEmpty()) {
      values.putAll(graph.run(inputs, made));
    }
    collectors.forEach(
        (name, collector) -> {
          Tensor tensor = values.get(name);
          if (tensor != null) {
            collector.add(tensor.floats());
          }
        });
  }

  private ActivationRanges ranges() {
    Map<String, ActivationRanges.Range> ranges = new LinkedHashMap<>();
    collectors.forEach(
        (name, collector) -> collector.range().ifPresent(range -> ranges.put(name, range)));
    return new ActivationRanges(ranges);
  }
}
