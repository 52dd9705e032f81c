package io.heed.engine.label;

/**
 * What fits at a mask. Immutable.
 *
 * @param position the position of the mask among the tokens
 * @param tokens the ids of the best tokens, as labels
 */
public record MaskFill(int position, Ranking tokens) {}
