package io.heed.converter.quantize;

import java.util.List;
import java.util.Set;

/**
 * What a search for sensitive layers found. Immutable.
 *
 * @param ranking groups of layers with the loss when they alone are quantised, the largest first;
 *     empty if all could be quantised at once
 * @param trials what was tried, in its order
 * @param kept the names of the layers that stay floats
 * @param runs how many models were made and compared
 */
public record SensitivityReport(
    List<Group> ranking, List<Trial> trials, Set<String> kept, int runs) {
  /**
   * Neighbouring layers that are kept or quantised together; mostly one.
   *
   * @param names as in {@link QuantizationReport}
   * @param loss when they alone are quantised
   */
  public record Group(List<String> names, double loss) {
    /** Copies the names. */
    public Group {
      names = List.copyOf(names);
    }
  }

  /**
   * A model that was tried.
   *
   * @param groupsKept how many of the ranking's first groups stayed floats
   * @param loss of the model
   * @param accepted whether that was within the limits
   */
  public record Trial(int groupsKept, double loss, boolean accepted) {}

  /** Copies the collections. */
  public SensitivityReport {
    ranking = List.copyOf(ranking);
    trials = List.copyOf(trials);
    kept = Set.copyOf(kept);
  }
}
