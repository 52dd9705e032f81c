package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The labelled texts of one file, in memory. Immutable.
 *
 * @param texts the texts in the order of the file
 * @param labels the classes by id; each text's {@code labelId} is an index of this list
 * @param badRows the rows left out
 */
public record Corpus(List<LabelledText> texts, List<String> labels, BadRowReport badRows) {

  /** Copies the lists. */
  public Corpus {
    texts = List.copyOf(texts);
    labels = List.copyOf(labels);
  }

  /**
   * Reads a whole file. Throws {@link ConverterException}: of kind IO if it cannot be read, of kind
   * INPUT at a bad row (under {@link BadRows#FAIL}) or if no row is left, of kind USAGE if the
   * options do not fit the format.
   */
  public static Corpus read(Path file, CorpusOptions options) {
    try (CorpusReader reader = CorpusReader.open(file, options)) {
      List<LabelledText> texts = new ArrayList<>();
      reader.forEachRemaining(texts::add);
      BadRowReport badRows = reader.badRows();
      if (texts.isEmpty()) {
        throw new ConverterException(
            Kind.INPUT,
            (badRows.count() == 0 ? file + ": found no row of data" : badRows.summary())
                + ", expected a label and a text at least once");
      }
      Corpus corpus = new Corpus(texts, reader.labels(), badRows);
      boolean sort = options.labelsOf(options.formatOf(file)).order() == LabelScheme.Order.SORTED;
      return sort ? corpus.sorted() : corpus;
    }
  }

  /** How many texts each class has, by id. */
  public int[] countsPerLabel() {
    int[] counts = new int[labels.size()];
    texts.forEach(text -> counts[text.labelId()]++);
    return counts;
  }

  private Corpus sorted() {
    boolean numbers = labels.stream().allMatch(label -> label.matches("-?[0-9]{1,18}"));
    List<String> order = new ArrayList<>(labels);
    order.sort(numbers ? Comparator.comparing(BigInteger::new) : Comparator.naturalOrder());
    int[] newId = labels.stream().mapToInt(order::indexOf).toArray();
    List<LabelledText> renumbered = new ArrayList<>(texts.size());
    for (LabelledText t : texts) {
      renumbered.add(new LabelledText(t.text(), t.label(), newId[t.labelId()], t.line()));
    }
    return new Corpus(renumbered, order, badRows);
  }
}
