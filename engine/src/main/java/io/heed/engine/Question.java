package io.heed.engine;

/**
 * A question and the text to find its answer in. Immutable.
 *
 * @param text the question
 * @param context the text to find the answer in
 */
public record Question(String text, String context) {}
