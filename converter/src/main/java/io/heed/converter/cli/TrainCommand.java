package io.heed.converter.cli;

import io.heed.converter.ModelTraining;
import io.heed.converter.TrainedModel;
import io.heed.converter.TrainingPlan;
import io.heed.converter.train.Preset;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed train}: labelled texts in, a model directory out. */
@Command(
    name = "train",
    description =
        "Trains a text classifier on labelled texts and writes it as a model directory with ONNX,"
            + " tokenizer, model card, metrics and training curves.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A run that was stopped, at any point, goes on with --resume to the very weights it would have",
      "had. Equal data, options and seed give equal weights on the same machine.",
      "",
      "Examples:",
      "  heed train --data train.csv --data-format ag-news --test test.csv --output models/news",
      "  heed train --data mails.jsonl --columns label=topic,text=subject+body --output models/mails",
      "  heed train --preset lesson --data train.csv --data-format ag-news --output models/lesson"
    })
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "labelled texts to train on; a part is set aside to choose the best epoch")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "labelled texts of the same format to measure the finished model on")
  private @Nullable Path test;

  @Mixin private CorpusArguments corpusArguments;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "the model directory to write")
  private Path output;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "compact",
      description = {
        "network and settings to begin with (default: ${DEFAULT-VALUE})",
        "compact: 660,000 parameters, tuned for short news",
        "lesson: a first transformer as in the lesson; averages over padding, so it is slow"
      })
  private String preset;

  @Option(
      names = "--resume",
      description = "continue from the checkpoint of a stopped run, if there is one")
  private boolean resume;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "where checkpoints are kept until the model is written; OUTPUT.training if not"
              + " given")
  private @Nullable Path workFolder;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "share of the data set aside (default: ${DEFAULT-VALUE})")
  private double validationFraction;

  @Option(
      names = "--data-note",
      paramLabel = "FILE",
      description = "a text on the origin and terms of the data, for the model card")
  private @Nullable Path dataNote;

  @ArgGroup(validate = false, heading = "%nSettings instead of the preset's:%n")
  private TrainingArguments settings = new TrainingArguments();

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress, only the result")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() {
    Preset base = Preset.named(preset);
    TrainingPlan plan =
        new TrainingPlan(
            base.optionName(),
            data,
            corpusArguments.options(),
            Optional.ofNullable(test),
            validationFraction,
            base.standardizer(),
            settings.network(base.network()),
            settings.options(base.options()),
            output,
            workFolder != null
                ? workFolder
                : output.resolveSibling(output.getFileName() + ".training"),
            resume,
            CommandWords.of(spec),
            Optional.ofNullable(dataNote).map(TextFile::read));
    PrintWriter err = spec.commandLine().getErr();
    TrainedModel model;
    try (TrainingProgress progress = new TrainingProgress(err, plan.options().epochs(), quiet)) {
      model = ModelTraining.run(plan, progress);
    }
    if (model.record().badRows().count() > 0) {
      err.println(model.record().badRows().summary());
    }
    spec.commandLine().getOut().print(TrainingSummary.of(model));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
