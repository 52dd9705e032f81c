package io.heed.converter.verify;

import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What both models are run on: given texts, with or without their right labels, or random token
 * ids. Immutable.
 */
public final class Probe {
  private final String description;
  private final Optional<RandomGrid> grid;
  private final List<ProbeBatch> batches;
  private final int[] expected;

  private Probe(
      String description, Optional<RandomGrid> grid, List<ProbeBatch> batches, int... expected) {
    this.description = description;
    this.grid = grid;
    this.batches = batches;
    this.expected = expected;
  }

  /** Random token ids that fit the reference. */
  public static Probe random(RandomGrid grid) {
    return new Probe(
        String.format(Locale.ROOT, "random token ids, seed %d", grid.seed()),
        Optional.of(grid),
        List.of());
  }

  /**
   * Given texts, without labels.
   *
   * @param texts the tokens of each, at least one token
   * @param rows how many texts to run at once, in their order
   * @param padId the id in padded places
   */
  public static Probe texts(List<TokenSequence> texts, int rows, long padId) {
    return labelled(texts, rows, padId);
  }

  /**
   * Given texts with their labels, for the accuracy of both models.
   *
   * @param expected for each text the index of the right logit; none if it is not known of any
   */
  public static Probe labelled(List<TokenSequence> texts, int rows, long padId, int... expected) {
    if (rows < 1 || (expected.length > 0 && expected.length != texts.size())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d labels for %d texts, %d at once",
              expected.length,
              texts.size(),
              rows));
    }
    List<ProbeBatch> batches = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += rows) {
      List<TokenSequence> run = texts.subList(from, Math.min(from + rows, texts.size()));
      batches.add(
          new ProbeBatch(
              run.stream().map(TokenSequence::ids).toArray(long[][]::new),
              run.stream().map(TokenSequence::typeIds).toArray(long[][]::new),
              padId));
    }
    return new Probe("texts", Optional.empty(), List.copyOf(batches), expected.clone());
  }

  /** In words. */
  String description() {
    return description;
  }

  /** The index of the right logit of each row, over all batches; empty if it is not known. */
  int[] expected() {
    return Arrays.copyOf(expected, expected.length);
  }

  List<ProbeBatch> batches(ModelUnderTest model, TokenModel reference, TokenModel candidate) {
    return grid.isPresent() ? grid.get().batches(model, reference, candidate) : batches;
  }
}
