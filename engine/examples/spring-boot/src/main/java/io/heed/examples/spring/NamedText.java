package io.heed.examples.spring;

/**
 * A text and where the client wrote it. Immutable.
 *
 * @param field such as {@code text} or {@code texts[3]}, for messages
 * @param text not blank
 */
record NamedText(String field, String text) {}
