package io.heed.converter.cli;

import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.ModelFigures;
import io.heed.converter.verify.OutputDifference;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What a comparison with the original found, as part of the report of a conversion. Stateless. */
final class ComparisonText {
  private ComparisonText() {}

  /** Appends lines for people. */
  static void append(ComparisonResult comparison, StringBuilder out) {
    out.append(
        format(
            "compared on %s, %,d rows in %,d runs:\n",
            comparison.inputs(), comparison.rows(), comparison.runs()));
    appendInterpreted(comparison, out);
    comparison.outputs().forEach(output -> append(output, out));
    if (comparison.reference().accuracy().isPresent()
        && comparison.candidate().accuracy().isPresent()) {
      out.append(
          format(
              "  accuracy %.4f, was %.4f\n",
              comparison.candidate().accuracy().getAsDouble(),
              comparison.reference().accuracy().getAsDouble()));
    }
  }

  /** Says of which model ONNX Runtime did not run all, on this machine. */
  static void appendInterpreted(ComparisonResult comparison, StringBuilder out) {
    for (ModelFigures model : List.of(comparison.reference(), comparison.candidate())) {
      if (model.interpreted()) {
        out.append(
            format(
                "%s holds operators that ONNX Runtime runs on CUDA alone: interpreted here, nothing"
                    + " was run on a GPU\n",
                model.name()));
      }
    }
  }

  /** Puts an object {@code comparison} for programs. */
  static void put(ComparisonResult comparison, ObjectNode root) {
    ObjectNode compared = root.putObject("comparison");
    compared.put("inputs", comparison.inputs()).put("rows", comparison.rows());
    compared.put("interpreted", comparison.candidate().interpreted());
    ObjectNode outputs = compared.putObject("outputs");
    for (OutputDifference output : comparison.outputs()) {
      ObjectNode figures = outputs.putObject(output.name());
      figures.put("meanCosine", output.cosine().mean());
      figures.put("lowestCosine", output.cosine().lowest());
      figures.put("largestDifference", output.largest());
      output.agreement().ifPresent(share -> figures.put("labelAgreement", share));
    }
    comparison.reference().accuracy().ifPresent(share -> compared.put("accuracyBefore", share));
    comparison.candidate().accuracy().ifPresent(share -> compared.put("accuracyAfter", share));
  }

  private static void append(OutputDifference output, StringBuilder out) {
    out.append(
        format(
            "  %s: mean cosine %.5f, lowest %.5f, largest difference %.4g",
            output.name(), output.cosine().mean(), output.cosine().lowest(), output.largest()));
    output.agreement().ifPresent(share -> out.append(format(", label agreement %.4f", share)));
    out.append('\n');
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
