package io.heed.converter.cli;

import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.Cosine;
import io.heed.converter.verify.ModelFigures;
import io.heed.converter.verify.NotFinite;
import io.heed.converter.verify.OutputDifference;
import io.heed.converter.verify.Speed;
import io.heed.converter.verify.Tolerance;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A comparison as text for people and as JSON for programs. */
final class VerificationReport {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final ComparisonResult result;
  private final Tolerance tolerance;
  private final List<String> misses;

  VerificationReport(ComparisonResult result, Tolerance tolerance) {
    this.result = result;
    this.tolerance = tolerance;
    this.misses = tolerance.misses(result);
  }

  /** Both models, then the outputs, then the verdict. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(format("reference  %s\n", result.reference().name()));
    out.append(format("candidate  %s\n", result.candidate().name()));
    out.append(
        format(
            "inputs     %s: %,d runs, %,d rows\n\n",
            result.inputs(), result.runs(), result.rows()));
    out.append(format("%-32s  %16s  %16s\n", "", "reference", "candidate"));
    ModelFigures right = result.reference();
    ModelFigures judged = result.candidate();
    out.append(
        format(
            "%-32s  %,16d  %,16d\n",
            "size, bytes with external data", right.sizeBytes(), judged.sizeBytes()));
    out.append(line("load, ms", right.load().toNanos() / 1e6, judged.load().toNanos() / 1e6));
    if (right.accuracy().isPresent() && judged.accuracy().isPresent()) {
      out.append(
          format(
              "%-32s  %16.4f  %16.4f\n",
              "accuracy", right.accuracy().getAsDouble(), judged.accuracy().getAsDouble()));
    }
    if (right.speed().isPresent() && judged.speed().isPresent()) {
      Speed one = right.speed().get();
      Speed other = judged.speed().get();
      out.append(line("rows/s, one thread, rough: median", one.median(), other.median()));
      out.append(line("  lowest round", one.lowest(), other.lowest()));
      out.append(line("  highest round", one.highest(), other.highest()));
    }
    ComparisonText.appendInterpreted(result, out);
    for (OutputDifference output : result.outputs()) {
      appendOutput(output, out);
    }
    if (!result.missing().isEmpty()) {
      out.append("\nnot compared, not in the candidate: ")
          .append(String.join(", ", result.missing()))
          .append('\n');
    }
    out.append(misses.isEmpty() ? "\nwithin the limits\n" : "\nbeyond the limits\n");
    misses.forEach(miss -> out.append("  ").append(miss).append('\n'));
    return out.toString();
  }

  /** One object. A value that is no finite number is a string. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("passed", misses.isEmpty());
    ArrayNode missed = root.putArray("misses");
    misses.forEach(missed::add);
    put(root.putObject("reference"), result.reference());
    put(root.putObject("candidate"), result.candidate());
    root.putObject("inputs")
        .put("description", result.inputs())
        .put("runs", result.runs())
        .put("rows", result.rows());
    ArrayNode outputs = root.putArray("outputs");
    result.outputs().forEach(output -> put(outputs.addObject(), output));
    ArrayNode missing = root.putArray("missingOutputs");
    result.missing().forEach(missing::add);
    ObjectNode limits = root.putObject("limits");
    put(limits, "maxDifference", tolerance.maxDifference());
    put(limits, "minCosine", tolerance.minCosine());
    put(limits, "minMeanCosine", tolerance.minMeanCosine());
    put(limits, "minAgreement", tolerance.minAgreement());
    put(limits, "maxAccuracyLoss", tolerance.maxAccuracyLoss());
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void appendOutput(OutputDifference output, StringBuilder out) {
    out.append(format("\noutput %s", output.name()));
    if (!output.candidateName().equals(output.name())) {
      out.append(format(" (candidate: %s)", output.candidateName()));
    }
    out.append(format(", %,d values\n", output.values()));
    out.append(format("  difference, largest        %.3e\n", output.largest()));
    out.append(format("  difference, mean           %.3e\n", output.mean()));
    out.append(format("  difference, relative       %.3e\n", output.largestRelative()));
    appendCosine("cosine of vectors", output.cosine(), out);
    output.pooled().ifPresent(pooled -> appendCosine("cosine of means", pooled, out));
    output
        .agreement()
        .ifPresent(share -> out.append(format("  label agreement            %.4f\n", share)));
    appendNotFinite("reference", output.referenceNotFinite(), out);
    appendNotFinite("candidate", output.candidateNotFinite(), out);
  }

  private static void appendCosine(String name, Cosine cosine, StringBuilder out) {
    out.append(
        format(
            "  %-25s  mean %.6f, lowest %.6f of %,d\n",
            name, cosine.mean(), cosine.lowest(), cosine.vectors()));
  }

  private static void appendNotFinite(String model, NotFinite count, StringBuilder out) {
    if (count.nan() + count.infinite() > 0) {
      out.append(
          format(
              "  not finite, %-13s  %,d NaN, %,d infinite\n",
              model, count.nan(), count.infinite()));
    }
  }

  private static void put(ObjectNode node, ModelFigures model) {
    node.put("name", model.name());
    node.put("sizeBytes", model.sizeBytes());
    node.put("interpreted", model.interpreted());
    node.put("loadMillis", model.load().toNanos() / 1e6);
    put(node, "accuracy", model.accuracy());
    model
        .speed()
        .ifPresent(
            speed ->
                node.putObject("rowsPerSecond")
                    .put("median", speed.median())
                    .put("lowest", speed.lowest())
                    .put("highest", speed.highest()));
  }

  private static void put(ObjectNode node, OutputDifference output) {
    node.put("name", output.name());
    node.put("candidateName", output.candidateName());
    node.put("values", output.values());
    node.put("largestDifference", output.largest());
    node.put("meanDifference", output.mean());
    node.put("largestRelativeDifference", output.largestRelative());
    put(node.putObject("cosine"), output.cosine());
    output.pooled().ifPresent(pooled -> put(node.putObject("pooledCosine"), pooled));
    put(node, "labelAgreement", output.agreement());
    put(node.putObject("referenceNotFinite"), output.referenceNotFinite());
    put(node.putObject("candidateNotFinite"), output.candidateNotFinite());
  }

  private static void put(ObjectNode node, Cosine cosine) {
    node.put("mean", cosine.mean()).put("lowest", cosine.lowest()).put("vectors", cosine.vectors());
  }

  private static void put(ObjectNode node, NotFinite count) {
    node.put("nan", count.nan()).put("infinite", count.infinite());
  }

  private static void put(ObjectNode node, String field, OptionalDouble value) {
    value.ifPresent(number -> node.put(field, number));
  }

  private static String line(String name, double reference, double candidate) {
    return format("%-32s  %,16.1f  %,16.1f\n", name, reference, candidate);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
