package io.heed.converter.plan;

import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The operators that some outputs of a graph need, in the graph's order, run again and again.
 * Parameters are read where the graph holds them, so a change in place is seen by the next run.
 * Confined to one thread.
 */
public final class GraphPlan implements AutoCloseable {
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Integer> placeholders = new LinkedHashMap<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();
  private final List<PlanStep> steps = new ArrayList<>();
  private final List<int[]> dying = new ArrayList<>();
  private final Frame frame;

  private GraphPlan(SameDiff graph, Collection<String> names) {
    StepRules rules = new StepRules(graph);
    Set<String> used = new HashSet<>(names);
    List<SameDiffOp> operators = needed(graph, rules, used);
    Map<String, INDArray> held = new HashMap<>();
    Set<String> computed = new HashSet<>();
    for (SameDiffOp operator : operators) {
      for (String read : rules.reads(operator)) {
        if (!computed.contains(read)) {
          addInput(graph.getVariable(read), held);
        }
      }
      for (String output : operator.getOutputsOfOp()) {
        computed.add(output);
        if (used.contains(output)) {
          slots.put(output, slots.size());
        }
      }
    }
    names.forEach(name -> outputs.put(name, slot(name)));
    operators.forEach(operator -> steps.add(rules.step(operator, this::slotOrUnused)));
    lifetimes(operators, rules, held.keySet());
    this.frame = new Frame(slots.size());
    held.forEach((name, array) -> frame.put(slot(name), array));
  }

  /**
   * A plan for these outputs.
   *
   * @throws ConverterException of kind UNSUPPORTED for an operator that is not a plain function of
   *     its inputs
   */
  public static GraphPlan of(SameDiff graph, Collection<String> outputs) {
    return new GraphPlan(graph, outputs);
  }

  /**
   * Runs all steps.
   *
   * @param fed an array for each placeholder that the outputs need, row-major; more are ignored
   * @return the outputs by name; the arrays are the plan's and valid until the next run
   */
  public Map<String, INDArray> run(Map<String, INDArray> fed) {
    outputs.values().forEach(frame::release);
    placeholders.forEach((name, slot) -> frame.put(slot, fed(name, fed)));
    for (int step = 0; step < steps.size(); step++) {
      steps.get(step).run(frame);
      for (int slot : dying.get(step)) {
        frame.release(slot);
      }
    }
    placeholders.values().forEach(frame::release);
    Map<String, INDArray> results = new LinkedHashMap<>();
    outputs.forEach((name, slot) -> results.put(name, frame.array(slot)));
    return results;
  }

  /** Frees the buffers; the outputs of the last run end here. */
  @Override
  public void close() {
    frame.close();
  }

  /** The operators that the used variables depend on, in the graph's order; adds what they read. */
  private static List<SameDiffOp> needed(SameDiff graph, StepRules rules, Set<String> used) {
    List<SameDiffOp> all = new ArrayList<>(graph.getOps().values());
    List<SameDiffOp> needed = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).getOutputsOfOp().stream().anyMatch(used::contains)) {
        needed.add(all.get(i));
        used.addAll(rules.reads(all.get(i)));
      }
    }
    Collections.reverse(needed);
    return needed;
  }

  /** A variable that no earlier operator computes. */
  private void addInput(SDVariable variable, Map<String, INDArray> held) {
    if (slots.containsKey(variable.name())) {
      return;
    }
    switch (variable.getVariableType()) {
      case PLACEHOLDER -> placeholders.put(variable.name(), slots.size());
      case VARIABLE, CONSTANT -> held.put(variable.name(), variable.getArr());
      case ARRAY, SEQUENCE ->
          throw new IllegalStateException(
              "variable " + variable.name() + " is read before the operator that computes it");
    }
    slots.put(variable.name(), slots.size());
  }

  /** Notes after which step each slot's value ends; held arrays and outputs never do. */
  private void lifetimes(List<SameDiffOp> operators, StepRules rules, Set<String> held) {
    Set<String> ended = new HashSet<>(held);
    ended.addAll(outputs.keySet());
    ended.addAll(placeholders.keySet());
    for (int step = operators.size() - 1; step >= 0; step--) {
      dying.add(
          0,
          rules.reads(operators.get(step)).stream()
              .filter(ended::add)
              .mapToInt(this::slot)
              .toArray());
    }
  }

  private int slot(String name) {
    Integer slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "output: found \"" + name + "\", expected a variable that an operator computes");
    }
    return slot;
  }

  private int slotOrUnused(String name) {
    return slots.getOrDefault(name, OperatorNode.UNUSED);
  }

  private static INDArray fed(String name, Map<String, INDArray> fed) {
    INDArray array = fed.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "placeholder " + name + ": found arrays for " + fed.keySet() + ", expected one for it");
    }
    return array;
  }
}
