package io.heed.engine;

/**
 * A label and its score. Immutable.
 *
 * @param label the name the model's configuration gives it
 * @param score a probability from 0 to 1; of a regression, the value itself
 */
public record LabelScore(String label, float score) {}
