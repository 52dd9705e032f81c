package io.heed.converter.verify;

import java.util.List;

/**
 * What a comparison found. Immutable.
 *
 * @param reference the model that is right
 * @param candidate the model that is judged
 * @param inputs what both were run on, in words
 * @param runs how many runs were compared
 * @param rows how many texts were in them
 * @param outputs the differences, at least one
 * @param missing outputs of the reference that the candidate does not have
 */
public record ComparisonResult(
    ModelFigures reference,
    ModelFigures candidate,
    String inputs,
    int runs,
    int rows,
    List<OutputDifference> outputs,
    List<String> missing) {
  /** Copies the lists. */
  public ComparisonResult {
    outputs = List.copyOf(outputs);
    missing = List.copyOf(missing);
  }
}
