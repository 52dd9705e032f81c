package io.heed.converter.corpus;

/**
 * One text and its class.
 *
 * @param text the text, without white space at its ends, not empty
 * @param label the name of the class
 * @param labelId the index of {@code label} in the corpus' labels, from 0
 * @param line the line of the file on which the row begins, from 1
 */
public record LabelledText(String text, String label, int labelId, long line) {}
