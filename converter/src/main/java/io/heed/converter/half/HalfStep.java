package io.heed.converter.half;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.optimize.PaddingFreeForm;
import io.heed.converter.verify.ComparisonOptions;
import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.ModelComparison;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * From a model file to a checked one in half precision. Confined to the calling thread.
 *
 * <p>The check runs on the CPU, where ONNX Runtime computes in single precision what it has no
 * FLOAT16 kernel for and rounds between; a GPU rounds within operators too.
 */
public final class HalfStep {
  /**
   * What holds if the caller asks for nothing else. Rounding to FLOAT16 errs by 2.4e-4 relatively
   * and at random, so that a vector turns by some thousandths in a deep encoder; its cosine, which
   * goes with the square of that, stays above 0.9999 where nothing overflows.
   */
  public static final Tolerance USUAL = Tolerance.ANY.minCosine(0.999);

  private HalfStep() {}

  /**
   * What came of it.
   *
   * @param report of the conversion
   * @param comparison with the original
   * @param providerOptions what {@link PaddingFreeForm#providerOptions} says of the result
   */
  public record Outcome(
      HalfReport report, ComparisonResult comparison, Map<String, String> providerOptions) {
    /** Copies the options. */
    public Outcome {
      providerOptions = Map.copyOf(providerOptions);
    }
  }

  /**
   * Converts a file into another one.
   *
   * @param reference the source, as it is compared
   * @param target is written, and data beside it if the model is large; deleted on failure
   * @throws ConverterException (VERIFICATION) if the result is beyond the tolerance; else as {@link
   *     OnnxModel#read} and {@link HalfConversion#convert} throw
   */
  public static Outcome run(
      Path source,
      ModelUnderTest reference,
      Path target,
      HalfOptions options,
      Probe probe,
      Tolerance tolerance) {
    OnnxModel model = OnnxModel.read(source);
    HalfReport report = HalfConversion.convert(model, options);
    if (report.half() == 0) {
      throw new ConverterException(
          Kind.UNSUPPORTED,
          source
              + ": found no node that can be half precision, expected some; kept: "
              + report.keptByReason());
    }
    boolean good = false;
    try {
      model.write(target);
      ComparisonResult result =
          ModelComparison.of(
              reference, ModelUnderTest.of(target), probe, ComparisonOptions.DEFAULT);
      tolerance.check(result);
      good = true;
      return new Outcome(report, result, PaddingFreeForm.providerOptions(model.graph()));
    } finally {
      if (!good) {
        delete(target);
        delete(target.resolveSibling(target.getFileName() + "_data"));
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // the failure that led here is the one to tell
    }
  }
}
