package io.heed.converter.cli;

import io.heed.converter.corpus.Corpus;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.evaluate.Evaluation;
import io.heed.engine.TextClassifier;
import io.heed.engine.TextClassifierBuilder;
import io.heed.models.ModelDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed evaluate}: how well a model answers a labelled file. */
@Command(
    name = "evaluate",
    description = {
      "Measures a model on labelled texts: accuracy, precision, recall, F1, confusions.",
      "",
      "Exit status: 0 if it was measured, 1 if not, 2 if the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = ConverterVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed evaluate --data test.csv --data-format ag-news",
      "  heed evaluate --model models/mine --data reviews.jsonl \\",
      "      --columns label=stars,text=title+body --labels 1=bad,2=bad,4=good,5=good \\",
      "      --format json --confusion-matrix confusion.svg",
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR",
      description =
          "A model directory in Hugging Face's layout: config.json, tokenizer.json, model.onnx."
              + " Without it: the bundled model, which tells the topic of a news item.")
  private @Nullable Path model;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "The variant of the model: fp32, int8… Without it: fp32, or the only one.")
  private @Nullable String variant;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      required = true,
      description = "The labelled texts, in UTF-8.")
  private Path data = Path.of("");

  @Mixin private CorpusArguments corpusArguments = new CorpusArguments();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--confusion-matrix",
      paramLabel = "FILE.svg",
      description = "Draws the confusion matrix.")
  private @Nullable Path picture;

  @Option(
      names = {"-q", "--quiet"},
      description = "Shows no progress bar. None is shown without a terminal either.")
  private boolean quiet;

  @Override
  public Integer call() {
    requireDrawable(picture);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Corpus corpus = Corpus.read(data, corpusArguments.options());
    if (corpus.badRows().count() > 0) {
      err.println("heed: " + corpus.badRows().summary());
    }
    ModelDirectory directory =
        model != null ? ModelDirectory.open(model) : ModelDirectory.bundled();
    Evaluation evaluation = evaluate(directory, corpus);
    EvaluationReport report =
        new EvaluationReport(directory.name(), evaluation, corpus.badRows().count());
    out.print(format == OutputFormat.JSON ? report.json() : report.text());
    out.flush();
    if (picture != null) {
      TextFile.write(picture, report.picture());
    }
    return ExitCode.OK;
  }

  private Evaluation evaluate(ModelDirectory directory, Corpus corpus) {
    TextClassifierBuilder builder = TextClassifier.builder(directory);
    if (variant != null) {
      builder.variant(variant);
    }
    try (TextClassifier classifier = builder.build();
        ProgressBar bar = ProgressBars.start("evaluate", "texts", corpus.texts().size(), quiet)) {
      return Evaluation.run(
          new ModelLabeller(classifier),
          classifier.labels(),
          corpus.texts(),
          answered -> {
            if (bar != null) {
              bar.stepTo(answered);
            }
          });
    }
  }

  /** Before the work, not after it. */
  private static void requireDrawable(@Nullable Path picture) {
    if (picture == null) {
      return;
    }
    if (!picture.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
      throw new ConverterException(
          Kind.USAGE, "--confusion-matrix: found " + picture + ", expected a file ending in .svg");
    }
    Path directory = picture.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new ConverterException(
          Kind.IO,
          "--confusion-matrix: " + picture + " cannot be written: no directory " + directory);
    }
  }
}
