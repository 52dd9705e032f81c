package io.heed.converter.cli;

import io.heed.converter.quantize.QuantizationReport;
import io.heed.converter.quantize.QuantizeStep;
import io.heed.converter.quantize.SensitivityReport;
import io.heed.converter.verify.ComparisonResult;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a quantisation did, as text for people and as JSON for programs. */
final class QuantizationText {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int MOST_GROUPS = 10;

  private final Path written;
  private final QuantizeStep.Outcome outcome;
  private final ComparisonResult comparison;

  /**
   * @param comparison of the model that was written with the original
   */
  QuantizationText(Path written, QuantizeStep.Outcome outcome, ComparisonResult comparison) {
    this.written = written;
    this.outcome = outcome;
    this.comparison = comparison;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    QuantizationReport report = outcome.quantization();
    long before = comparison.reference().sizeBytes();
    long after = comparison.candidate().sizeBytes();
    out.append(
        format(
            "%s: %,d bytes, %.1f %% of the original's %,d; form %s\n",
            written, after, 100.0 * after / before, before, name(report)));
    out.append(
        format(
            "quantised %d: %s\n",
            report.quantized().size(),
            counts(
                report.quantized().stream()
                    .collect(
                        Collectors.groupingBy(
                            QuantizationReport.Quantized::operator,
                            TreeMap::new,
                            Collectors.counting())))));
    out.append(
        format(
            "left %d: %s\n",
            report.left().size(),
            counts(
                report.left().stream()
                    .collect(
                        Collectors.groupingBy(
                            left -> left.operator() + " " + left.reason(),
                            TreeMap::new,
                            Collectors.counting())))));
    outcome.sensitivity().ifPresent(found -> append(found, out));
    ComparisonText.append(comparison, out);
    return out.toString();
  }

  String json() {
    ObjectNode root = JSON.createObjectNode();
    QuantizationReport report = outcome.quantization();
    root.put("written", written.toString()).put("form", name(report));
    root.put("bytesBefore", comparison.reference().sizeBytes());
    root.put("bytesAfter", comparison.candidate().sizeBytes());
    root.put("constantBytesBefore", report.constantBytesBefore());
    root.put("constantBytesAfter", report.constantBytesAfter());
    root.set("quantized", JSON.valueToTree(report.quantized()));
    root.set("left", JSON.valueToTree(report.left()));
    outcome.sensitivity().ifPresent(found -> root.set("sensitivity", JSON.valueToTree(found)));
    ComparisonText.put(comparison, root);
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void append(SensitivityReport found, StringBuilder out) {
    out.append(
        format("kept for accuracy %d, found by %d runs\n", found.kept().size(), found.runs()));
    found.ranking().stream()
        .limit(MOST_GROUPS)
        .forEach(
            group ->
                out.append(
                    format(
                        "  loss %.6f alone  %s%s\n",
                        group.loss(),
                        String.join(", ", group.names()),
                        found.kept().containsAll(group.names()) ? "  (kept)" : "")));
    found
        .trials()
        .forEach(
            trial ->
                out.append(
                    format(
                        "  first %d kept: loss %.6f, %s\n",
                        trial.groupsKept(),
                        trial.loss(),
                        trial.accepted() ? "within the limits" : "beyond")));
  }

  private static String counts(SortedMap<String, Long> counts) {
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String name(QuantizationReport report) {
    return report.form().toString();
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
