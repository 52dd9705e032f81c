package io.heed.engine;

import java.util.List;

/**
 * What fits at the masks of one text. Immutable. Two are equal if the candidates are, whatever time
 * they took.
 *
 * @param masks for each mask, in the order of the text, the tokens that fit, best first
 * @param times where the time went
 */
public record FilledText(List<List<MaskCandidate>> masks, StageTimes times) {
  /** Copies the lists. */
  public FilledText {
    masks = masks.stream().map(List::copyOf).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilledText that && masks.equals(that.masks);
  }

  @Override
  public int hashCode() {
    return masks.hashCode();
  }
}
