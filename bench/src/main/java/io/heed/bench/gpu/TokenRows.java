package io.heed.bench.gpu;

import io.heed.engine.batch.TokenBatch;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Texts as random token ids, and batches of them. Stateless. */
final class TokenRows {
  private TokenRows() {}

  /** Texts of these lengths; equal seeds give equal ids. */
  static List<TokenSequence> random(List<Integer> lengths, int vocabulary, long seed) {
    Random random = new Random(seed);
    List<TokenSequence> rows = new ArrayList<>();
    for (int length : lengths) {
      // 0 is padding, and some tokenizers' models look at ids to find it
      rows.add(TokenSequence.of(random.longs(length, 1, vocabulary).toArray(), new long[length]));
    }
    return rows;
  }

  /** So many texts of one length. */
  static List<TokenSequence> full(int rows, int length, int vocabulary, long seed) {
    return random(Collections.nCopies(rows, length), vocabulary, seed);
  }

  /** Batches in the order of the texts, each padded to its longest. */
  static List<Batch> batches(List<TokenSequence> rows, int rowsOfABatch) {
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += rowsOfABatch) {
      batches.add(Batch.of(rows.subList(from, Math.min(from + rowsOfABatch, rows.size()))));
    }
    return batches;
  }

  /**
   * Batches of texts of similar length: sorted, then as many as the tokens allow, padding counted.
   */
  static List<Batch> sorted(List<TokenSequence> rows, int mostTokens, int mostRows) {
    List<TokenSequence> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt(TokenSequence::length));
    List<Batch> batches = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= sorted.size(); to++) {
      boolean full =
          to == sorted.size()
              || to - from >= mostRows
              || (to - from + 1L) * sorted.get(to).length() > mostTokens;
      if (full) {
        batches.add(Batch.of(sorted.subList(from, to)));
        from = to;
      }
    }
    return batches;
  }

  /** Puts texts into a batch, padded to the longest. */
  static void fill(TokenBatch batch, List<TokenSequence> rows) {
    batch.reset(rows.size(), rows.stream().mapToInt(TokenSequence::length).max().orElse(1));
    for (int row = 0; row < rows.size(); row++) {
      batch.set(row, rows.get(row));
    }
  }

  /**
   * A prepared batch.
   *
   * @param tokens as they go into a run
   * @param lengths of the texts, without padding
   */
  record Batch(TokenBatch tokens, int[] lengths) {
    static Batch of(List<TokenSequence> rows) {
      TokenBatch batch = new TokenBatch();
      fill(batch, rows);
      return new Batch(batch, rows.stream().mapToInt(TokenSequence::length).toArray());
    }
  }
}
