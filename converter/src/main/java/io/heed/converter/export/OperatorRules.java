package io.heed.converter.export;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rule of every SameDiff operator that has one, by the operator's name. Immutable. */
final class OperatorRules {
  private static final Map<String, OperatorRule> RULES = rules();

  private OperatorRules() {}

  /** The rule of an operator; an operator without one cannot be exported. */
  static OperatorRule of(OperatorCall call) {
    OperatorRule rule = RULES.get(call.operator());
    if (rule == null) {
      throw call.unsupported("there is no rule for this operator");
    }
    return rule;
  }

  static Set<String> operators() {
    return Collections.unmodifiableSet(RULES.keySet());
  }

  private static Map<String, OperatorRule> rules() {
    Map<String, OperatorRule> rules = new TreeMap<>();
    ElementwiseRules.register(rules);
    LogicRules.register(rules);
    MatrixRules.register(rules);
    ReductionRules.register(rules);
    ShapeRules.register(rules);
    AssemblyRules.register(rules);
    IndexRules.register(rules);
    return rules;
  }
}
