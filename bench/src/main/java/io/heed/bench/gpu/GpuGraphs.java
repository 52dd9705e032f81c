package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.half.HalfConversion;
import io.heed.converter.half.HalfOptions;
import io.heed.converter.optimize.GraphOptimizer;
import io.heed.converter.optimize.PaddingFreeForm;
import io.heed.converter.optimize.Target;
import io.heed.converter.quantize.ActivationRanges;
import io.heed.converter.quantize.Calibration;
import io.heed.converter.quantize.CalibrationOptions;
import io.heed.converter.quantize.QuantizeOptions;
import io.heed.converter.quantize.QuantizedForm;
import io.heed.converter.quantize.Quantizer;
import io.heed.converter.quantize.TokenInputs;
import io.heed.converter.synthesize.EncoderWriter;
import io.heed.converter.synthesize.RandomWeights;
import io.heed.engine.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The graphs of a work folder, made when they are first asked for and kept: a model directory for
 * each shape, a variant in it for each form and precision. What they compute is checked where they
 * are measured, not here. Confined to one thread.
 */
final class GpuGraphs {
  private static final StandardCopyOption REPLACE = StandardCopyOption.REPLACE_EXISTING;
  private static final int SEED = 42;
  private static final int CALIBRATION_TEXTS = 8;
  private static final int CALIBRATION_LENGTH = 32;

  private final Path work;
  private final Device device;
  private final Consumer<String> log;

  GpuGraphs(Path work, Device device, Consumer<String> log) {
    this.work = work;
    this.device = device;
    this.log = log;
  }

  /** The model directory of a shape, whose default variant is the encoder as exporters write it. */
  Path directory(ModelShape shape) {
    Path directory = work.resolve(shape.toString());
    if (!Files.isRegularFile(directory.resolve("model.onnx"))) {
      log.accept("making " + shape);
      try {
        Files.createDirectories(work);
      } catch (IOException e) {
        throw new BenchException(Kind.IO, "--work: " + work + " cannot be made: " + e, e);
      }
      EncoderWriter.of(shape.config(), RandomWeights.of(SEED)).write(directory);
    }
    return directory;
  }

  /** The file of a variant. */
  Path file(ModelShape shape, String variant) {
    return directory(shape).resolve("model_" + variant + ".onnx");
  }

  /** The name of the variant that a device runs, which is there then. */
  String variant(ModelShape shape, GraphForm form, Precision precision) {
    boolean tensorRt = device.kind() == Device.Kind.TENSORRT;
    String base = tensorRt ? "tensorrt" : form == GraphForm.PADDING_FREE ? "padding_free" : "cuda";
    String name =
        switch (precision) {
          case FP32, TF32 -> base;
          case FP16 -> base + "_fp16";
          case INT8 -> base + "_int8";
        };
    Path file = file(shape, name);
    if (!Files.isRegularFile(file)) {
      log.accept("making " + shape + " " + name);
      make(shape, form, precision, file);
    }
    return name;
  }

  private void make(ModelShape shape, GraphForm form, Precision precision, Path file) {
    Path source = directory(shape).resolve("model.onnx");
    Target target = device.kind() == Device.Kind.TENSORRT ? Target.TENSORRT : Target.CUDA;
    Path folder = null;
    try {
      folder = Files.createTempDirectory(work, ".making-");
      Path draft = folder.resolve(String.valueOf(file.getFileName()));
      OnnxModel model = OnnxModel.read(source);
      GraphOptimizer.of(target).optimize(model);
      if (form == GraphForm.PADDING_FREE) {
        PaddingFreeForm.Outcome outcome =
            PaddingFreeForm.of(PaddingFreeForm.Layout.MERGED).apply(model);
        if (!outcome.applied()) {
          throw new BenchException(Kind.RUN, shape + ": " + outcome.objection());
        }
      }
      if (precision == Precision.FP16) {
        HalfConversion.convert(model, HalfOptions.DEFAULT);
      }
      if (precision == Precision.INT8) {
        quantize(shape, target, model, folder);
      }
      model.write(draft);
      Path data = draft.resolveSibling(draft.getFileName() + "_data");
      if (Files.exists(data)) {
        Files.move(data, file.resolveSibling(file.getFileName() + "_data"), REPLACE);
      }
      Files.move(draft, file, REPLACE);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + " cannot be written: " + e, e);
    } finally {
      delete(folder);
    }
  }

  private static void quantize(ModelShape shape, Target target, OnnxModel model, Path folder) {
    QuantizeOptions options =
        QuantizeOptions.DEFAULT.form(
            target == Target.TENSORRT ? QuantizedForm.QDQ : QuantizedForm.QATTENTION);
    Path copy = folder.resolve("calibrated.onnx");
    model.write(copy);
    ActivationRanges ranges =
        Calibration.measure(
            OnnxModel.read(copy),
            options.embeddings(false),
            CalibrationOptions.DEFAULT,
            TokenInputs.random(
                CALIBRATION_TEXTS, CALIBRATION_LENGTH, shape.config().vocabularySize(), SEED),
            folder.resolve("scratch.onnx"));
    Quantizer.calibrated(model, options.embeddings(false), ranges);
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, folder + " cannot be deleted: " + e, e);
    }
  }
}
