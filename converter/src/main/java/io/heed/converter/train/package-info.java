/**
 * Training: encoded texts to trained weights, reproducibly.
 *
 * <p>Start at {@link io.heed.converter.train.Trainer}. A training run is a function of its texts,
 * options and seed: batches, dropout and initial weights are drawn from streams named by seed,
 * epoch and step, so that a run that was killed continues from its checkpoint to the very same
 * weights. The trainer's thread owns the weights; each worker thread owns a {@code Replica} of the
 * graph and sees the weights only between steps. Nothing here reads corpora or writes models.
 */
@NullMarked
package io.heed.converter.train;

import org.jspecify.annotations.NullMarked;
