package io.heed.converter.verify;

/**
 * The token ids of texts that are run at once, padded on the right where their lengths differ.
 *
 * @param ids for each row its ids, without padding
 * @param typeIds for each row the segment of each token
 * @param padId the id in padded places
 */
record ProbeBatch(long[][] ids, long[][] typeIds, long padId) {
  int rows() {
    return ids.length;
  }

  int rowLength(int row) {
    return ids[row].length;
  }

  /** The length of the longest row. */
  int length() {
    int length = 0;
    for (long[] row : ids) {
      length = Math.max(length, row.length);
    }
    return length;
  }

  /** Whether some row is shorter than that. */
  boolean padded(int length) {
    for (long[] row : ids) {
      if (row.length < length) {
        return true;
      }
    }
    return false;
  }

  /** A row on its own. */
  ProbeBatch alone(int row) {
    return new ProbeBatch(new long[][] {ids[row]}, new long[][] {typeIds[row]}, padId);
  }
}
