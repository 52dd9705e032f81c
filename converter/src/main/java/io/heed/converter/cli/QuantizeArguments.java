package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.quantize.Exclusions;
import io.heed.converter.quantize.QuantizeOptions;
import io.heed.converter.quantize.QuantizedForm;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is quantised and to which operators. Filled by picocli. */
final class QuantizeArguments {
  /** When activations are quantised. */
  enum Mode {
    DYNAMIC,
    STATIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "${COMPLETION-CANDIDATES}: activations are quantised by the range of each run, or by one"
              + " measured before. Without it: as --form needs, else dynamic.")
  private @Nullable Mode mode;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description =
          "The operators. Dynamic: ort (the default), for ONNX Runtime on a CPU, or standard."
              + " Static: qdq (the default), for TensorRT, qattention, for CUDA, or qoperator, for"
              + " ONNX Runtime on a CPU.")
  private @Nullable QuantizedForm form;

  @Option(
      names = "--per-tensor",
      description = "One scale for each weight; without it, one for each output channel.")
  private boolean perTensor;

  @Option(
      names = "--reduce-range",
      description =
          "Weights of 7 bits. For CPUs without VNNI or AMX (before 2019, many desktops): there sums"
              + " of 8-bit products are cut at 16 bits, and answers suffer. Others need it not.")
  private boolean reduceRange;

  @Option(
      names = "--embeddings",
      negatable = true,
      description =
          "Embedding tables become integers too, with a scale for each row. The default, except"
              + " with qdq, where --no-embeddings is.")
  private @Nullable Boolean embeddings;

  @Option(
      names = "--exclude-nodes",
      paramLabel = "REGEX",
      description = "Nodes whose name holds a match stay floats.")
  private @Nullable String excludedNodes;

  @Option(
      names = "--exclude-operators",
      paramLabel = "LIST",
      split = ",",
      description = "Operators that stay floats, such as Gather,Gemm.")
  private Set<String> excludedOperators = new LinkedHashSet<>();

  @Option(
      names = "--exclude-layers",
      paramLabel = "LIST",
      split = ",",
      description = "Encoder layers that stay floats, from 0, as the names of the nodes tell.")
  private Set<Integer> excludedLayers = new LinkedHashSet<>();

  /** What was asked for; throws a usage error at what does not fit. */
  QuantizeOptions options() {
    QuantizedForm chosen = form();
    return QuantizeOptions.DEFAULT
        .form(chosen)
        .perChannel(!perTensor)
        .reducedRange(reduceRange)
        .embeddings(embeddings != null ? embeddings : chosen != QuantizedForm.QDQ)
        .exclusions(new Exclusions(nodes(), excludedOperators, excludedLayers, Set.of()));
  }

  private QuantizedForm form() {
    QuantizedForm chosen = form;
    if (chosen == null) {
      return mode == Mode.STATIC ? QuantizedForm.QDQ : QuantizedForm.ORT;
    }
    if (mode != null && chosen.calibrated() != (mode == Mode.STATIC)) {
      throw new ConverterException(
          Kind.USAGE,
          "--form: found "
              + chosen
              + " with --mode "
              + mode
              + ", expected "
              + (mode == Mode.STATIC ? "qdq, qattention or qoperator" : "ort or standard"));
    }
    return chosen;
  }

  private Optional<Pattern> nodes() {
    String regex = excludedNodes;
    if (regex == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new ConverterException(
          Kind.USAGE, "--exclude-nodes: found " + regex + ": " + e.getDescription(), e);
    }
  }
}
