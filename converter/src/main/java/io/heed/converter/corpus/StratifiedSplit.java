package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A corpus in two parts with the same mix of classes. Immutable; both parts keep the order of the
 * input.
 *
 * @param rest what is not set aside
 * @param setAside the part set aside, say for validation
 */
public record StratifiedSplit(List<LabelledText> rest, List<LabelledText> setAside) {

  /** Copies the lists. */
  public StratifiedSplit {
    rest = List.copyOf(rest);
    setAside = List.copyOf(setAside);
  }

  /**
   * Sets the same fraction of each class aside, to the nearest whole text. Which texts depends on
   * the seed, the input's order and nothing else: for each class in the order of its id its texts'
   * positions are shuffled by one {@link SplitMix64}, and the first ones are taken.
   *
   * @param fraction from 0 to 1
   */
  public static StratifiedSplit split(List<LabelledText> texts, double fraction, long seed) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ConverterException(
          Kind.USAGE, "split fraction: found " + fraction + ", expected 0 to 1");
    }
    Map<Integer, List<Integer>> positions = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      positions.computeIfAbsent(texts.get(i).labelId(), id -> new ArrayList<>()).add(i);
    }
    SplitMix64 random = new SplitMix64(seed);
    boolean[] taken = new boolean[texts.size()];
    for (List<Integer> ofClass : positions.values()) {
      int[] shuffled = ofClass.stream().mapToInt(Integer::intValue).toArray();
      random.shuffle(shuffled);
      long count = Math.round(fraction * shuffled.length);
      for (int i = 0; i < count; i++) {
        taken[shuffled[i]] = true;
      }
    }
    List<LabelledText> rest = new ArrayList<>();
    List<LabelledText> setAside = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      (taken[i] ? setAside : rest).add(texts.get(i));
    }
    return new StratifiedSplit(rest, setAside);
  }
}
