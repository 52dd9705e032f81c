package io.heed.converter.cli;

import io.heed.converter.evaluate.ClassScore;
import io.heed.converter.evaluate.ClassificationReport;
import io.heed.converter.evaluate.ConfusionMatrix;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.plot.ConfusionMatrixPicture;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An evaluation as text for people and as JSON for programs. */
final class EvaluationReport {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String CORNER = "true \\ predicted";

  private final String model;
  private final Evaluation evaluation;
  private final ClassificationReport report;
  private final long badRows;

  EvaluationReport(String model, Evaluation evaluation, long badRows) {
    this.model = model;
    this.evaluation = evaluation;
    this.report = ClassificationReport.of(evaluation.matrix());
    this.badRows = badRows;
  }

  /** The confusion matrix as SVG. */
  String picture() {
    return ConfusionMatrixPicture.svg(
        format("%s: %,d texts, accuracy %.2f %%", model, report.texts(), 100 * report.accuracy()),
        evaluation.matrix().labels(),
        evaluation.matrix().counts());
  }

  /** A head and two tables. */
  String text() {
    ConfusionMatrix matrix = evaluation.matrix();
    List<String> labels = matrix.labels();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    width = Math.max(width, CORNER.length());
    StringBuilder out = new StringBuilder();
    out.append(format("model     %s\n", model));
    out.append(
        format("texts     %,d (%,.1f a second)\n", report.texts(), evaluation.textsPerSecond()));
    if (badRows > 0) {
      out.append(format("left out  %,d rows that cannot be used\n", badRows));
    }
    if (evaluation.unanswered() > 0) {
      out.append(format("left out  %,d texts without a token\n", evaluation.unanswered()));
    }
    out.append(format("accuracy  %.4f\n\n", report.accuracy()));
    out.append(row("class", width)).append("  precision  recall      F1  support\n");
    for (ClassScore score : report.classes()) {
      out.append(scores(score, width));
    }
    out.append(scores(report.macro(), width)).append('\n');
    out.append(row(CORNER, width));
    labels.forEach(label -> out.append(format("  %" + columnWidth(label) + "s", label)));
    out.append('\n');
    for (int i = 0; i < labels.size(); i++) {
      out.append(row(labels.get(i), width));
      for (int j = 0; j < labels.size(); j++) {
        out.append(format("  %" + columnWidth(labels.get(j)) + "d", matrix.count(i, j)));
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** One object. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", model);
    root.put("accuracy", report.accuracy());
    root.put("texts", report.texts());
    root.put("seconds", evaluation.duration().toNanos() / 1e9);
    root.put("textsPerSecond", evaluation.textsPerSecond());
    root.put("badRows", badRows);
    root.put("unanswered", evaluation.unanswered());
    ArrayNode classes = root.putArray("classes");
    for (ClassScore score : report.classes()) {
      put(classes.addObject().put("label", score.label()), score);
    }
    put(root.putObject("macro"), report.macro());
    ObjectNode matrix = root.putObject("confusionMatrix");
    ArrayNode labels = matrix.putArray("labels");
    evaluation.matrix().labels().forEach(labels::add);
    ArrayNode counts = matrix.putArray("counts");
    for (long[] row : evaluation.matrix().counts()) {
      ArrayNode cells = counts.addArray();
      for (long count : row) {
        cells.add(count);
      }
    }
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode node, ClassScore score) {
    node.put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1())
        .put("support", score.support());
  }

  private static String scores(ClassScore score, int width) {
    return row(score.label(), width)
        + format(
            "  %9.4f  %6.4f  %6.4f  %7d\n",
            score.precision(), score.recall(), score.f1(), score.support());
  }

  private static String row(String label, int width) {
    return label + " ".repeat(Math.max(0, width - label.length()));
  }

  private static int columnWidth(String label) {
    return Math.max(7, label.length());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
