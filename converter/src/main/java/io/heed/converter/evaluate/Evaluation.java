package io.heed.converter.evaluate;

import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a classifier answered to a labelled corpus. Immutable.
 *
 * @param matrix right and wrong answers by class
 * @param unanswered the texts that the classifier could not answer; they count nowhere else
 * @param duration the time spent in the classifier, warm-up included, reading of files not
 */
public record Evaluation(ConfusionMatrix matrix, long unanswered, Duration duration) {

  /** Texts handed over at once: enough to batch, few enough to see progress. */
  private static final int CHUNK = 128;

  /**
   * Labels all texts and counts.
   *
   * @param modelLabels the classes the classifier can name; those of the texts must be among them
   * @throws ConverterException of kind INPUT if a text's class is none of the classifier's, before
   *     any text is labelled
   */
  public static Evaluation run(
      TextLabeller labeller,
      List<String> modelLabels,
      List<LabelledText> texts,
      EvaluationProgress progress) {
    return run(labeller, modelLabels, texts, progress, System::nanoTime);
  }

  static Evaluation run(
      TextLabeller labeller,
      List<String> modelLabels,
      List<LabelledText> texts,
      EvaluationProgress progress,
      LongSupplier nanoTicker) {
    Map<String, Integer> ids = new HashMap<>();
    modelLabels.forEach(label -> ids.put(label, ids.size()));
    requireKnown(texts, ids, modelLabels);
    long[][] counts = new long[modelLabels.size()][modelLabels.size()];
    long unanswered = 0;
    long nanos = 0;
    for (int from = 0; from < texts.size(); from += CHUNK) {
      List<LabelledText> chunk = texts.subList(from, Math.min(from + CHUNK, texts.size()));
      List<String> inputs = chunk.stream().map(LabelledText::text).toList();
      long start = nanoTicker.getAsLong();
      List<String> answers = labeller.label(inputs);
      nanos += nanoTicker.getAsLong() - start;
      for (int i = 0; i < chunk.size(); i++) {
        String answer = answers.get(i);
        if (answer.equals(TextLabeller.NO_ANSWER)) {
          unanswered++;
        } else {
          counts[id(chunk.get(i).label(), ids)][id(answer, ids)]++;
        }
      }
      progress.answered(from + chunk.size());
    }
    return new Evaluation(
        ConfusionMatrix.of(modelLabels, counts), unanswered, Duration.ofNanos(nanos));
  }

  /** Texts a second, 0 without texts. */
  public double textsPerSecond() {
    double seconds = duration.toNanos() / 1e9;
    return seconds == 0 ? 0 : matrix.total() / seconds;
  }

  private static int id(String label, Map<String, Integer> ids) {
    Integer id = ids.get(label);
    if (id == null) {
      throw new IllegalStateException(
          "label: found \"" + label + "\", expected one of " + ids.keySet());
    }
    return id;
  }

  private static void requireKnown(
      List<LabelledText> texts, Map<String, Integer> ids, List<String> modelLabels) {
    Set<String> unknown = new LinkedHashSet<>();
    long line = 0;
    for (LabelledText text : texts) {
      if (!ids.containsKey(text.label()) && unknown.add(text.label()) && unknown.size() == 1) {
        line = text.line();
      }
    }
    if (!unknown.isEmpty()) {
      List<String> shown = unknown.stream().limit(10).map(label -> "\"" + label + "\"").toList();
      throw new ConverterException(
          Kind.INPUT,
          "labels of the data: found "
              + String.join(", ", shown)
              + (unknown.size() > shown.size() ? ", …" : "")
              + " (first in line "
              + line
              + "), expected those of the model: "
              + String.join(", ", modelLabels)
              + "; VALUE=LABEL,… says which value stands for which label");
    }
  }
}
