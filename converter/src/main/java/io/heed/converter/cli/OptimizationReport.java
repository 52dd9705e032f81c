package io.heed.converter.cli;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.optimize.OptimizerOptions;
import io.heed.converter.optimize.PaddingFreeForm;
import io.heed.converter.optimize.Target;
import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.OutputDifference;
import io.heed.converter.verify.Tolerance;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an optimisation did, as text for people and as JSON for programs. */
final class OptimizationReport {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Target target;
  private final OptimizerOptions options;
  private Map<String, Integer> before = Map.of();
  private Map<String, Integer> after = Map.of();
  private Map<String, Integer> passes = Map.of();
  private Map<String, Integer> single = Map.of();
  private Map<String, Integer> paddingFree = Map.of();
  private Map<String, String> paddingFreeOptions = Map.of();
  private PaddingFreeForm.@Nullable Outcome packing;
  private @Nullable ComparisonResult packedComparison;
  private @Nullable ComparisonResult comparison;
  private @Nullable Tolerance tolerance;

  OptimizationReport(Target target, OptimizerOptions options) {
    this.target = target;
    this.options = options;
  }

  void before(Graph graph) {
    before = counts(graph);
  }

  void after(Map<String, Integer> changes, Graph graph) {
    passes = changes;
    after = counts(graph);
  }

  /** The form for single texts. */
  void single(Graph graph) {
    single = counts(graph);
  }

  /** The padding-free form, or why there is none. */
  void paddingFree(PaddingFreeForm.Outcome outcome, Graph graph) {
    packing = outcome;
    paddingFree = outcome.applied() ? counts(graph) : Map.of();
    paddingFreeOptions = PaddingFreeForm.providerOptions(graph);
  }

  /** What became of comparing the padding-free form with the original. */
  void paddingFree(ComparisonResult result) {
    packedComparison = result;
  }

  /** Why the padding-free form is not written after all. */
  void withoutPaddingFree(String objection) {
    packing = new PaddingFreeForm.Outcome(objection, 0, List.of(), 0);
    paddingFree = Map.of();
  }

  void compared(ComparisonResult result, Tolerance limits) {
    comparison = result;
    tolerance = limits;
  }

  private static Map<String, Integer> counts(Graph graph) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Node node : graph.nodes()) {
      String domain = node.domain().isEmpty() ? "" : node.domain() + ".";
      counts.merge(domain + node.type(), 1, Integer::sum);
    }
    return counts;
  }

  private static int total(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(count -> count).sum();
  }

  /** Passes, nodes before and after, the comparison. */
  String text() {
    StringBuilder out = new StringBuilder();
    Set<String> fusions = FusionNames.of(options);
    out.append(
        format(
            "target %s; fusions %s%n%n",
            target, fusions.isEmpty() ? "none" : String.join(", ", fusions)));
    out.append(format("%-40s  %8s%n", "pass", "changes"));
    passes.forEach((pass, changes) -> out.append(format("%-40s  %,8d%n", pass, changes)));
    out.append(format("%n%-40s  %8s  %8s%n", "operator", "before", "after"));
    Set<String> types = new TreeSet<>(before.keySet());
    types.addAll(after.keySet());
    for (String type : types) {
      out.append(row(type, before.getOrDefault(type, 0), after.getOrDefault(type, 0)));
    }
    out.append(row("all nodes", total(before), total(after)));
    if (!single.isEmpty()) {
      out.append(format("form for single texts: %,d nodes%n", total(single)));
    }
    if (packing != null) {
      appendPaddingFree(packing, out);
    }
    if (comparison != null && tolerance != null) {
      out.append('\n').append(new VerificationReport(comparison, tolerance).text());
    }
    return out.toString().replace("\r\n", "\n");
  }

  private void appendPaddingFree(PaddingFreeForm.Outcome outcome, StringBuilder out) {
    if (!outcome.applied()) {
      out.append(format("no padding-free form: %s%n", outcome.objection()));
      return;
    }
    out.append(
        format(
            "padding-free form: %,d nodes; %,d attentions; padding restored: %s; for first tokens"
                + " alone: %,d nodes; options of the CUDA provider: %s%n",
            total(paddingFree),
            outcome.attentions(),
            outcome.restored().isEmpty() ? "none" : String.join(", ", outcome.restored()),
            outcome.firstTokenNodes(),
            ProviderOptionsText.of(paddingFreeOptions)));
    if (packedComparison != null) {
      ComparisonText.append(packedComparison, out);
    }
  }

  private static String row(String name, int before, int after) {
    return format("%-40s  %,8d  %,8d%n", name, before, after);
  }

  /** One object. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("target", target.toString());
    FusionNames.of(options).forEach(root.putArray("fusions")::add);
    put(root.putObject("passes"), passes);
    put(root.putObject("nodes_before"), before);
    put(root.putObject("nodes_after"), after);
    root.put("total_before", total(before));
    root.put("total_after", total(after));
    if (!single.isEmpty()) {
      put(root.putObject("nodes_single"), single);
    }
    if (packing != null) {
      putPaddingFree(packing, root.putObject("padding_free"));
    }
    if (comparison != null) {
      putDifferences(comparison, root);
    }
    return JSON.writeValueAsString(root) + "\n";
  }

  private void putPaddingFree(PaddingFreeForm.Outcome outcome, ObjectNode node) {
    node.put("written", outcome.applied());
    if (!outcome.applied()) {
      node.put("objection", outcome.objection());
      return;
    }
    put(node.putObject("nodes"), paddingFree);
    node.put("attentions", outcome.attentions());
    outcome.restored().forEach(node.putArray("restored")::add);
    node.put("first_token_nodes", outcome.firstTokenNodes());
    paddingFreeOptions.forEach(node.putObject("cuda_provider_options")::put);
    if (packedComparison != null) {
      node.put("interpreted", packedComparison.candidate().interpreted());
      putDifferences(packedComparison, node);
    }
  }

  private static void putDifferences(ComparisonResult result, ObjectNode node) {
    ObjectNode differences = node.putObject("largest_difference");
    for (OutputDifference output : result.outputs()) {
      differences.put(output.name(), output.largest());
    }
  }

  private static void put(ObjectNode object, Map<String, Integer> counts) {
    counts.forEach(object::put);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
