package io.heed.engine.runtime.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.TensorDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The inputs and the output by which a classifier is run, discovered in a session and checked.
 * Immutable.
 *
 * @param inputs the inputs in the order of the graph, all fed at each run
 * @param logits the name of the output with the scores
 * @param inputDescriptions all inputs, for people
 * @param outputDescriptions all outputs, for people
 */
record OrtSignature(
    List<OrtInput> inputs,
    String logits,
    List<TensorDescription> inputDescriptions,
    List<TensorDescription> outputDescriptions) {
  private static final String EXPECTED_INPUTS =
      "expected input_ids and, where the model takes them, attention_mask and token_type_ids,"
          + " each INT64 or INT32 [batch, sequence]";

  /**
   * Discovers and checks.
   *
   * @param model the name of the model, for messages
   * @param labels the number of labels the configuration names
   * @throws EngineException of kind MODEL that lists what was found and what was expected
   */
  static OrtSignature of(OrtSession session, String model, int labels) throws OrtException {
    Collection<NodeInfo> inputs = session.getInputInfo().values();
    Collection<NodeInfo> outputs = session.getOutputInfo().values();
    List<TensorDescription> inputDescriptions = OrtTensors.describe(inputs);
    List<TensorDescription> outputDescriptions = OrtTensors.describe(outputs);
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
    String logits = logits(outputs, model, outputDescriptions, labels);
    return new OrtSignature(List.copyOf(fed), logits, inputDescriptions, outputDescriptions);
  }

  private static String logits(
      Collection<NodeInfo> outputs, String model, List<TensorDescription> found, int labels) {
    List<NodeInfo> candidates = outputs.stream().filter(OrtSignature::isMatrixOfFloats).toList();
    NodeInfo logits =
        candidates.stream()
            .filter(output -> output.getName().equals("logits"))
            .findFirst()
            .orElse(candidates.size() == 1 ? candidates.get(0) : null);
    String expected =
        "expected logits FLOAT [batch, " + labels + "], or one output of that type and shape";
    if (logits == null) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          model + ": no output that could be logits; found outputs " + found + "; " + expected);
    }
    long columns = ((TensorInfo) logits.getInfo()).getShape()[1];
    if (columns > 0 && columns != labels) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          model
              + ": output "
              + logits.getName()
              + " has "
              + columns
              + " columns, but id2label in config.json has "
              + labels
              + " labels; found outputs "
              + found
              + "; "
              + expected);
    }
    return Objects.requireNonNull(logits.getName());
  }

  private static boolean isMatrixOfFloats(NodeInfo output) {
    return output.getInfo() instanceof TensorInfo tensor
        && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16)
        && tensor.getShape().length == 2;
  }

  private static EngineException mismatch(
      String model, String problem, List<TensorDescription> found) {
    return new EngineException(
        EngineException.Kind.MODEL,
        model + ": " + problem + "; found inputs " + found + "; " + EXPECTED_INPUTS);
  }
}
