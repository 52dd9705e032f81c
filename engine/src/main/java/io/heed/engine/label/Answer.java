package io.heed.engine.label;

/**
 * An answer found in a context. Immutable.
 *
 * @param text the answer as it stands in the context; empty if the model says that there is none
 * @param score how sure the model is; the sum over windows that found the same answer
 * @param start the offset of its first UTF-16 unit in the context
 * @param end the offset behind its last one
 */
public record Answer(String text, float score, int start, int end) {}
