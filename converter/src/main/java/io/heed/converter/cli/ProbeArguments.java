package io.heed.converter.cli;

import io.heed.converter.corpus.Corpus;
import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.RandomGrid;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What two models are run on; mixed into commands that compare. Filled by picocli. */
final class ProbeArguments {
  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      description =
          "Labelled texts, in UTF-8: the accuracy of both is measured too. Read like those of"
              + " 'heed evaluate'.")
  private @Nullable Path data;

  @Mixin private CorpusArguments corpusArguments = new CorpusArguments();

  @Option(
      names = "--texts",
      paramLabel = "FILE",
      description = "Texts without labels, one a line, in UTF-8.")
  private @Nullable Path texts;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first texts of the file. Without it: all.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--batch",
      paramLabel = "LIST",
      split = ",",
      description =
          "How many rows to run at once: 1 for texts, 1,3 for random ids unless given. Several"
              + " numbers make a grid of random ids; rows get different lengths, and padding.")
  private int @Nullable [] batches;

  @Option(
      names = "--length",
      paramLabel = "LIST",
      split = ",",
      description =
          "The lengths of random ids in tokens. Without it: 8, 32 and 128, as far as the"
              + " reference can run them.")
  private int @Nullable [] lengths;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description =
          "Random ids are below it. Without it: as config.json or the embedding table says.")
  private @Nullable Integer vocabulary;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The seed of random ids. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** Whether the right labels are known. */
  boolean labelled() {
    return data != null;
  }

  /** Whether there are texts, labelled or not. */
  boolean onTexts() {
    return data != null || texts != null;
  }

  /** Reads the texts, or plans random ids; throws a usage error at options that do not fit. */
  Probe probe(ModelUnderTest reference, PrintWriter err) {
    requirePositive("--batch", batches);
    requirePositive("--length", lengths);
    requirePositive("--limit", limit);
    requirePositive("--vocabulary", vocabulary == null ? 1 : vocabulary);
    Path labelled = data;
    Path unlabelled = texts;
    if (labelled != null) {
      requireTextOptions(reference);
      return labelledTexts(labelled, reference, err);
    }
    if (unlabelled != null) {
      requireTextOptions(reference);
      return texts(unlabelled, reference);
    }
    return Probe.random(
        new RandomGrid(
            batches != null ? batches : RandomGrid.DEFAULT.batches(),
            lengths != null ? lengths : new int[0],
            vocabulary != null ? OptionalInt.of(vocabulary) : OptionalInt.empty(),
            seed));
  }

  private Probe labelledTexts(Path file, ModelUnderTest reference, PrintWriter err) {
    Corpus corpus = Corpus.read(file, corpusArguments.options());
    if (corpus.badRows().count() > 0) {
      err.println("heed: " + corpus.badRows().summary());
    }
    List<LabelledText> all = corpus.texts();
    return ProbeTexts.labelled(all.subList(0, Math.min(limit, all.size())), reference, rows());
  }

  private Probe texts(Path file, ModelUnderTest reference) {
    List<String> all = TextFile.read(file).lines().filter(line -> !line.isBlank()).toList();
    return ProbeTexts.of(all.subList(0, Math.min(limit, all.size())), reference, rows());
  }

  private int rows() {
    return batches == null ? 1 : batches[0];
  }

  private void requireTextOptions(ModelUnderTest reference) {
    if (data != null && texts != null) {
      throw new ConverterException(
          Kind.USAGE, "--texts and --data: found both, expected one of them");
    }
    ProbeTexts.requireDirectory(reference);
    if (lengths != null || vocabulary != null || (batches != null && batches.length > 1)) {
      throw new ConverterException(
          Kind.USAGE,
          "--length, --vocabulary and several numbers of --batch: found with texts, expected with"
              + " random ids only");
    }
  }

  private static void requirePositive(String option, int @Nullable ... numbers) {
    for (int number : numbers == null ? new int[0] : numbers) {
      if (number < 1) {
        throw new ConverterException(
            Kind.USAGE, option + ": found " + number + ", expected 1 or more");
      }
    }
  }
}
