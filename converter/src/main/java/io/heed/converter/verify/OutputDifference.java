package io.heed.converter.verify;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How an output of the candidate differs from that of the reference. Padded places are left out. A
 * value that is no number on one side only differs by infinity.
 *
 * @param name the output of the reference
 * @param candidateName the output of the candidate that it was compared with
 * @param values how many values were compared
 * @param largest the largest absolute difference
 * @param mean the mean absolute difference
 * @param largestRelative the largest difference relative to the reference's value, over values of
 *     at least {@value #RELATIVE_FLOOR}: below, it would tell of rounding only
 * @param cosine over the vectors along the last axis: a row's, or a token's
 * @param pooled over the means of the tokens' vectors of each row; only of {@code [batch, sequence,
 *     width]}
 * @param agreement the share of vectors whose largest value stands at the same place; only of
 *     logits
 * @param referenceNotFinite values of the reference that are no finite numbers
 * @param candidateNotFinite values of the candidate that are no finite numbers
 */
public record OutputDifference(
    String name,
    String candidateName,
    long values,
    double largest,
    double mean,
    double largestRelative,
    Cosine cosine,
    Optional<Cosine> pooled,
    OptionalDouble agreement,
    NotFinite referenceNotFinite,
    NotFinite candidateNotFinite) {
  static final double RELATIVE_FLOOR = 1e-3;
}
