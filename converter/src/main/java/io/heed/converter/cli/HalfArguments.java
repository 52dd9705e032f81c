package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Float16;
import io.heed.converter.half.HalfOptions;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.quantize.TokenInputs;
import io.heed.converter.reference.ReferenceGraph;
import io.heed.converter.verify.ModelUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What becomes half precision. Filled by picocli. */
final class HalfArguments {
  /** Of inputs and outputs. */
  static final class Io {
    @Option(
        names = "--keep-io",
        description = "Inputs and outputs keep their types, behind Casts. The default.")
    private boolean keep;

    @Option(names = "--half-io", description = "Inputs and outputs of FLOAT become FLOAT16.")
    private boolean half;
  }

  @ArgGroup private @Nullable Io io;

  @Option(
      names = "--keep-reductions",
      description =
          "Softmax, normalisations, means, sums and Pow stay in single precision: slower, closer.")
  private boolean keepReductions;

  @Option(
      names = "--block-operators",
      paramLabel = "LIST",
      split = ",",
      description = "Operators that stay in single precision, such as Gemm,Erf.")
  private Set<String> blockedOperators = new LinkedHashSet<>();

  @Option(
      names = "--block-nodes",
      paramLabel = "REGEX",
      description = "Nodes whose whole name matches stay in single precision.")
  private @Nullable String blockedNodes;

  @Option(
      names = "--calibration-texts",
      paramLabel = "FILE",
      description =
          "Texts, one a line, on which the original runs first: what makes or reads values beyond"
              + " the threshold stays in single precision.")
  private @Nullable Path texts;

  @Option(names = "--calibration-random", description = "The same with random token ids.")
  private boolean random;

  @Option(
      names = "--threshold",
      paramLabel = "X",
      defaultValue = "32752",
      description =
          "With calibration: the largest value. Default: ${DEFAULT-VALUE}, half of the" + " range.")
  private float threshold;

  /** What was asked for; throws a usage error at what does not fit. */
  HalfOptions options(ModelUnderTest source, Path file) {
    if (!(threshold > 0 && threshold <= Float16.MAX_VALUE)) {
      throw new ConverterException(
          Kind.USAGE,
          "--threshold: found " + threshold + ", expected above 0 and up to " + Float16.MAX_VALUE);
    }
    HalfOptions options =
        HalfOptions.DEFAULT
            .halfIo(io != null && io.half && !io.keep)
            .keepReductions(keepReductions)
            .blockedOperators(blockedOperators)
            .threshold(threshold)
            .calibration(calibration(source, file));
    String regex = blockedNodes;
    try {
      return regex == null ? options : options.blockedNodes(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new ConverterException(
          Kind.USAGE, "--block-nodes: found " + regex + ": " + e.getDescription(), e);
    }
  }

  private List<Map<String, Tensor>> calibration(ModelUnderTest source, Path file) {
    Path given = texts;
    if (given != null && random) {
      throw new ConverterException(
          Kind.USAGE, "--calibration-texts and --calibration-random: found both, expected one");
    }
    if (given == null && !random) {
      return List.of();
    }
    TokenInputs inputs =
        given == null
            ? CalibrationTexts.random(source)
            : CalibrationTexts.of(given, Integer.MAX_VALUE, source);
    List<Map<String, Tensor>> runs = new ArrayList<>();
    try (TensorGraph graph = ReferenceGraph.openAny(file, OrtGraphOptions.DEFAULT)) {
      inputs.runs(graph.inputs()).forEach(runs::add);
    }
    return runs;
  }
}
