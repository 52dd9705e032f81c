package io.heed.engine.runtime;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.BatchShape;
import java.util.List;

/**
 * Between which shapes runs are. Immutable.
 *
 * @param smallest the fewest rows of the smallest length
 * @param usual the shape that kernels are chosen for
 * @param largest the most rows and the largest length, which need not come together
 */
public record ShapeRange(BatchShape smallest, BatchShape usual, BatchShape largest) {
  private static final int USUAL_ROWS = 32;
  private static final int USUAL_LENGTH = 128;

  /** The range of a policy's runs for texts of at most so many tokens. */
  public static ShapeRange of(BatchPolicy policy, int maxLength) {
    List<BatchShape> shapes = policy.shapes();
    int longest = policy.paddedLength(maxLength);
    int smallestRows = shapes.stream().mapToInt(BatchShape::rows).min().orElse(1);
    int smallestLength = shapes.stream().mapToInt(BatchShape::length).min().orElse(1);
    int rows = shapes.stream().mapToInt(BatchShape::rows).max().orElse(policy.maxRows());
    int length = shapes.stream().mapToInt(BatchShape::length).max().orElse(longest);
    return new ShapeRange(
        new BatchShape(smallestRows, smallestLength),
        new BatchShape(Math.min(USUAL_ROWS, rows), Math.min(USUAL_LENGTH, length)),
        new BatchShape(rows, length));
  }
}
