package io.heed.converter.cli;

import io.heed.converter.synthesize.EncoderConfig;
import io.heed.converter.synthesize.EncoderWriter;
import io.heed.converter.synthesize.RandomWeights;
import io.heed.models.ModelDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed synthesize}: a model directory of any size, without training. */
@Command(
    name = "synthesize",
    description =
        "Writes a BERT-family encoder with random weights as a model directory with ONNX, tokenizer"
            + " and model card, for benchmarks and tests. Its answers mean nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Equal settings and seed give equal files. Memory does not grow with the model. Weights of more",
      "than 1.8 GB go to model.onnx_data beside model.onnx.",
      "",
      "Examples:",
      "  heed synthesize --preset bert-base --output models/bert-base",
      "  heed synthesize --preset minilm-l6 --task encoder --output models/minilm",
      "  heed synthesize --preset bert-large --labels 4 --opset 20 --external-data -o models/large",
      "  heed synthesize --preset bert-base --layers 6 --type-vocabulary-size 0 -o models/distilbert",
      "  heed synthesize --preset tiny --style primitive --seed 7 --output models/tiny"
    })
final class SynthesizeCommand implements Callable<Integer> {
  private static final int MEGABYTE = 1_000_000;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "the model directory to write")
  private Path output;

  @Mixin private EncoderArguments encoder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "of the random weights (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--external-data",
      description = "put the weights into model.onnx_data, whatever their size")
  private boolean external;

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress bar; none is shown without a terminal either")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SynthesizeCommand() {}

  @Override
  public Integer call() {
    EncoderConfig config = encoder.config();
    EncoderWriter writer =
        EncoderWriter.of(config, RandomWeights.of(seed)).command(CommandWords.of(spec));
    if (external) {
      writer.externalData();
    }
    ModelDirectory written = write(writer);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: %,d parameters, %,.1f MB, random weights of seed %d%n",
        written,
        config.parameters(),
        (double) written.defaultVariant().sizeBytes() / MEGABYTE,
        seed);
    out.flush();
    return 0;
  }

  private ModelDirectory write(EncoderWriter writer) {
    long megabytes = writer.weightBytes() / MEGABYTE;
    try (ProgressBar bar = ProgressBars.start("synthesize", "MB", megabytes, quiet)) {
      if (bar != null) {
        writer.progress(bytes -> bar.stepTo(bytes / MEGABYTE));
      }
      return writer.write(output);
    }
  }
}
