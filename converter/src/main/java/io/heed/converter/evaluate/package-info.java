/**
 * How well a classifier answers a labelled corpus.
 *
 * <p>Start at {@link io.heed.converter.evaluate.Evaluation}: it runs a {@link
 * io.heed.converter.evaluate.TextLabeller} over the texts and counts into a {@link
 * io.heed.converter.evaluate.ConfusionMatrix}, from which {@link
 * io.heed.converter.evaluate.ClassificationReport} takes accuracy, precision, recall and F1.
 *
 * <p>Results are immutable; an evaluation runs on the calling thread. Not here: reading files,
 * models, printing.
 */
@NullMarked
package io.heed.converter.evaluate;

import org.jspecify.annotations.NullMarked;
