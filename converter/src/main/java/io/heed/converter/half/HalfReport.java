package io.heed.converter.half;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a model. Immutable.
 *
 * @param nodes how many nodes there were
 * @param half how many of them compute in half precision now
 * @param kept those that stay single, with reasons; the rest have no floating-point numbers
 * @param constants how many constants of FLOAT there were
 * @param halfConstants how many of them are FLOAT16 now
 * @param castsAdded how many Casts were put between
 * @param castsRemoved how many Casts of the original fell away
 * @param overflowing constants that stay FLOAT since numbers are beyond the range
 * @param underflowing constants of which some reader or all have FLOAT16, with numbers that become
 *     0 in it
 * @param clamped constants that hide places from a Softmax and became smaller
 * @param bytesBefore of all constants
 * @param bytesAfter of all constants
 */
public record HalfReport(
    int nodes,
    int half,
    List<KeptNode> kept,
    int constants,
    int halfConstants,
    int castsAdded,
    int castsRemoved,
    List<ConstantRange> overflowing,
    List<ConstantRange> underflowing,
    List<ConstantRange> clamped,
    long bytesBefore,
    long bytesAfter) {
  /** Copies the lists. */
  public HalfReport {
    kept = List.copyOf(kept);
    overflowing = List.copyOf(overflowing);
    underflowing = List.copyOf(underflowing);
    clamped = List.copyOf(clamped);
  }

  /** How many nodes stay single, for each reason that there is. */
  public Map<KeepReason, Long> keptByReason() {
    Map<KeepReason, Long> counts = new EnumMap<>(KeepReason.class);
    kept.forEach(node -> counts.merge(node.reason(), 1L, Long::sum));
    return counts;
  }
}
