package io.heed.converter.cli;

import io.heed.converter.half.ConstantRange;
import io.heed.converter.half.HalfReport;
import io.heed.converter.half.HalfStep;
import io.heed.converter.half.KeptNode;
import io.heed.converter.verify.ComparisonResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a conversion to half precision did, as text for people and as JSON for programs. */
final class HalfText {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int MOST_LINES = 20;

  private final Path written;
  private final HalfReport report;
  private final ComparisonResult comparison;

  HalfText(Path written, HalfStep.Outcome outcome) {
    this.written = written;
    this.report = outcome.report();
    this.comparison = outcome.comparison();
  }

  /** Sizes, nodes, constants out of range, differences. */
  String text() {
    long before = comparison.reference().sizeBytes();
    long after = comparison.candidate().sizeBytes();
    StringBuilder out = new StringBuilder();
    out.append(
        format(
            "%s: %,d bytes, %.1f %% of the original's %,d\n",
            written, after, 100.0 * after / before, before));
    out.append(
        format(
            "nodes      %,d half, %,d single of %,d; Casts: %,d added, %,d removed\n",
            report.half(),
            report.kept().size(),
            report.nodes(),
            report.castsAdded(),
            report.castsRemoved()));
    out.append(format("constants  %,d half of %,d\n", report.halfConstants(), report.constants()));
    append(out, "single", report.kept().stream().map(HalfText::told).toList());
    append(
        out,
        "beyond 65504, single",
        report.overflowing().stream()
            .map(range -> format("%s: up to %g", range.name(), range.largest()))
            .toList());
    append(
        out,
        "mask, became smaller",
        report.clamped().stream()
            .map(range -> format("%s: was %g", range.name(), range.largest()))
            .toList());
    append(out, "become 0", report.underflowing().stream().map(HalfText::lost).toList());
    ComparisonText.append(comparison, out);
    return out.toString();
  }

  /** One object. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("written", written.toString());
    root.put("bytesBefore", comparison.reference().sizeBytes());
    root.put("bytesAfter", comparison.candidate().sizeBytes());
    root.set("conversion", JSON.valueToTree(report));
    ComparisonText.put(comparison, root);
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void append(StringBuilder out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.append(format("%s: %,d\n", title, lines.size()));
      lines.stream().limit(MOST_LINES).forEach(line -> out.append("  ").append(line).append('\n'));
      if (lines.size() > MOST_LINES) {
        out.append("  … --format json has them all\n");
      }
    }
  }

  private static String told(KeptNode node) {
    return format("%s %s (%s: %s)", node.operator(), node.node(), node.reason(), node.detail());
  }

  private static String lost(ConstantRange range) {
    return format("%s: %,d of %,d numbers", range.name(), range.underflowing(), range.elements());
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
