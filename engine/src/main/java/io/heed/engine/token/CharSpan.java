package io.heed.engine.token;

/**
 * A stretch of a text. Immutable.
 *
 * @param start the offset of its first UTF-16 unit
 * @param end the offset behind its last one
 */
public record CharSpan(int start, int end) {}
