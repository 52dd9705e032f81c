package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.OutputSpec.Axis;
import io.heed.engine.runtime.TensorDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The inputs and outputs by which a model is run, discovered in a session and checked. Immutable.
 *
 * @param inputs the inputs in the order of the graph, all fed at each run
 * @param outputs the outputs in the order of the specs
 * @param inputDescriptions all inputs, for people
 * @param outputDescriptions all outputs, for people
 */
record OrtSignature(
    List<OrtInput> inputs,
    List<OrtOutput> outputs,
    List<TensorDescription> inputDescriptions,
    List<TensorDescription> outputDescriptions) {
  private static final String EXPECTED_INPUTS =
      "expected input_ids and, where the model takes them, attention_mask and token_type_ids,"
          + " each INT64 or INT32 [batch, sequence]";

  /**
   * Discovers and checks.
   *
   * @param model the name of the model, for messages
   * @throws EngineException of kind MODEL that lists what was found and what was expected
   */
  static OrtSignature of(OrtSession session, String model, List<OutputSpec> specs)
      throws OrtException {
    Collection<NodeInfo> inputs = session.getInputInfo().values();
    Collection<NodeInfo> outputs = session.getOutputInfo().values();
    List<TensorDescription> inputDescriptions = OrtDescriptions.of(inputs);
    List<TensorDescription> outputDescriptions = OrtDescriptions.of(outputs);
    List<OrtInput> fed = new ArrayList<>();
    for (NodeInfo input : inputs) {
      OrtInput known = OrtInput.of(input);
      if (known == null) {
        throw mismatch(model, "unusable input " + input.getName(), inputDescriptions);
      }
      fed.add(known);
    }
    if (fed.stream().noneMatch(input -> input.role() == OrtInput.Role.IDS)) {
      throw mismatch(model, "no input input_ids", inputDescriptions);
    }
    List<OrtOutput> needed = new ArrayList<>();
    for (OutputSpec spec : specs) {
      needed.add(new OrtOutput(find(outputs, spec, model, outputDescriptions), spec));
    }
    return new OrtSignature(
        List.copyOf(fed), List.copyOf(needed), inputDescriptions, outputDescriptions);
  }

  /** Whether padding can be told from text. */
  boolean takesMask() {
    return inputs.stream().anyMatch(input -> input.role() == OrtInput.Role.MASK);
  }

  private static NodeInfo find(
      Collection<NodeInfo> outputs, OutputSpec spec, String model, List<TensorDescription> found) {
    List<NodeInfo> fitting = outputs.stream().filter(node -> fits(node, spec)).toList();
    for (String name : spec.names()) {
      for (NodeInfo node : fitting) {
        if (node.getName().equals(name)) {
          return checked(node, spec, model, found);
        }
      }
    }
    if (spec.orOnly() && fitting.size() == 1) {
      return checked(fitting.get(0), spec, model, found);
    }
    throw new EngineException(
        EngineException.Kind.MODEL,
        model
            + ": no output that could be "
            + spec.what()
            + "; found outputs "
            + found
            + "; expected "
            + expected(spec));
  }

  private static NodeInfo checked(
      NodeInfo node, OutputSpec spec, String model, List<TensorDescription> found) {
    int axis = spec.axes().indexOf(Axis.WIDTH);
    long columns = axis < 0 ? -1 : ((TensorInfo) node.getInfo()).getShape()[axis];
    if (columns > 0 && columns != spec.width().orElse((int) columns)) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          model
              + ": output "
              + node.getName()
              + " has "
              + columns
              + " columns, but id2label in config.json has "
              + spec.width().getAsInt()
              + " labels; found outputs "
              + found
              + "; expected "
              + expected(spec));
    }
    return node;
  }

  private static boolean fits(NodeInfo output, OutputSpec spec) {
    return output.getInfo() instanceof TensorInfo tensor
        && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16)
        && tensor.getShape().length == spec.axes().size();
  }

  private static String expected(OutputSpec spec) {
    return spec.names().get(0)
        + " FLOAT "
        + spec.shape()
        + (spec.orOnly() ? ", or one output of that type and shape" : "");
  }

  private static EngineException mismatch(
      String model, String problem, List<TensorDescription> found) {
    return new EngineException(
        EngineException.Kind.MODEL,
        model + ": " + problem + "; found inputs " + found + "; " + EXPECTED_INPUTS);
  }
}
