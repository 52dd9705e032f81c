package io.heed.converter.verify;

import io.heed.converter.corpus.SplitMix64;
import io.heed.converter.error.ConverterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Random token ids over a grid of shapes: every batch size with every length. In a batch of several
 * rows one has the whole length and the others are shorter, so that there is padding. The same seed
 * gives the same ids. Immutable by convention: nobody writes to the arrays.
 *
 * @param batches the numbers of rows, each at least 1
 * @param lengths the numbers of tokens, each at least 1; none for 8, 32 and 128 as far as the
 *     reference can run them
 * @param vocabulary ids are below this; without it: the rows of the reference's embedding table
 * @param seed what the ids begin with
 */
public record RandomGrid(int[] batches, int[] lengths, OptionalInt vocabulary, long seed) {
  private static final int[] USUAL_LENGTHS = {8, 32, 128};
  private static final long SEED = 42;

  /** Batches of 1 and 3 rows, of the usual lengths. */
  public static final RandomGrid DEFAULT =
      new RandomGrid(new int[] {1, 3}, new int[0], OptionalInt.empty(), SEED);

  /** Checks the numbers. */
  public RandomGrid {
    if (batches.length == 0
        || Arrays.stream(batches).anyMatch(rows -> rows < 1)
        || Arrays.stream(lengths).anyMatch(length -> length < 1)
        || vocabulary.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "batches, lengths and vocabulary are "
              + Arrays.toString(batches)
              + ", "
              + Arrays.toString(lengths)
              + ", "
              + vocabulary
              + "; expected at least 1");
    }
  }

  /** With ids below this number. */
  public RandomGrid vocabulary(int size) {
    return new RandomGrid(batches, lengths, OptionalInt.of(size), seed);
  }

  List<ProbeBatch> batches(ModelUnderTest model, TokenModel reference, TokenModel candidate) {
    ModelOutline outline = model.outline();
    int ids = vocabulary.orElseGet(() -> model.vocabularySize(outline));
    boolean types = reference.takesTypes() && candidate.takesTypes();
    int typeCount = types ? (int) Math.min(2, outline.tableRows("token_type_ids").orElse(1)) : 1;
    long padId =
        model
            .directory()
            .map(d -> d.config().padTokenId().orElse(0))
            .filter(p -> p < ids)
            .orElse(0);
    SplitMix64 random = new SplitMix64(seed);
    List<ProbeBatch> found = new ArrayList<>();
    for (int length : fittingLengths(model, reference, padId)) {
      for (int rows : reference.fixedBatch() > 0 ? new int[] {reference.fixedBatch()} : batches) {
        found.add(batch(rows, length, ids, typeCount, padId, random));
      }
    }
    return found;
  }

  /** The given lengths, or those of the usual ones that the reference can run. */
  private int[] fittingLengths(ModelUnderTest model, TokenModel reference, long padId) {
    if (lengths.length > 0) {
      return lengths;
    }
    if (reference.fixedLength() > 0) {
      return new int[] {reference.fixedLength()};
    }
    int longest =
        model
            .directory()
            .map(d -> d.config().maxTokens().orElse(Integer.MAX_VALUE))
            .orElse(Integer.MAX_VALUE);
    int[] fitting =
        Arrays.stream(USUAL_LENGTHS)
            .filter(length -> length <= longest && runs(reference, length, padId))
            .toArray();
    return fitting.length > 0 ? fitting : new int[] {Math.min(longest, USUAL_LENGTHS[0])};
  }

  private static boolean runs(TokenModel reference, int length, long padId) {
    long[][] row = new long[Math.max(1, reference.fixedBatch())][length];
    try {
      reference.run(new ProbeBatch(row, new long[row.length][length], padId));
      return true;
    } catch (ConverterException e) {
      return false; // beyond its positions; whatever else is wrong shows at a shorter length
    }
  }

  private static ProbeBatch batch(
      int rows, int length, int vocabulary, int types, long padId, SplitMix64 random) {
    long[][] ids = new long[rows][];
    long[][] typeIds = new long[rows][];
    for (int row = 0; row < rows; row++) {
      int rowLength = row == 0 ? length : 1 + random.nextInt(length);
      ids[row] = new long[rowLength];
      typeIds[row] = new long[rowLength];
      int first = random.nextInt(rowLength) + 1;
      for (int i = 0; i < rowLength; i++) {
        ids[row][i] = random.nextInt(vocabulary);
        typeIds[row][i] = types > 1 && i >= first ? 1 : 0;
      }
    }
    return new ProbeBatch(ids, typeIds, padId);
  }
}
