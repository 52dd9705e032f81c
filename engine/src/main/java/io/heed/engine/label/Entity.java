package io.heed.engine.label;

/**
 * A stretch of a text that a model has labelled. Immutable.
 *
 * @param label the label; of several tokens together, without {@code B-} or {@code I-}
 * @param score a probability from 0 to 1
 * @param text the stretch, as it stands in the text
 * @param start the offset of its first UTF-16 unit in the text
 * @param end the offset behind its last one
 */
public record Entity(String label, float score, String text, int start, int end) {}
