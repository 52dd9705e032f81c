package io.heed.converter.train;

import java.util.Arrays;

/**
 * Texts as token ids with their labels; immutable by agreement, the arrays are not copied.
 *
 * @param ids the token ids of each text, without padding
 * @param labels the index of each text's label
 */
public record EncodedTexts(int[][] ids, int[] labels) {
  /** Checks that there is a label for each text. */
  public EncodedTexts {
    if (ids.length != labels.length) {
      throw new IllegalArgumentException(
          "found " + ids.length + " texts and " + labels.length + " labels, expected as many");
    }
  }

  /** The number of texts. */
  public int size() {
    return ids.length;
  }

  /** The length of each text in tokens. */
  int[] lengths() {
    return Arrays.stream(ids).mapToInt(text -> text.length).toArray();
  }

  /** A batch of some rows, padded to their longest or the minimum length. */
  Batch batch(int[] rows, int minimumLength) {
    int[][] batchIds = Arrays.stream(rows).mapToObj(row -> ids[row]).toArray(int[][]::new);
    int[] batchLabels = Arrays.stream(rows).map(row -> labels[row]).toArray();
    return Batch.of(batchIds, batchLabels, minimumLength);
  }
}
