package io.heed.converter.train;

/**
 * What an epoch showed.
 *
 * @param epoch counted from 1
 * @param trainingLoss mean over the epoch, with dropout and smoothing
 * @param trainingAccuracy share of right answers over the epoch, with dropout
 * @param validationLoss mean cross-entropy without dropout or smoothing
 * @param validationAccuracy share of right answers
 */
public record EpochMetrics(
    int epoch,
    double trainingLoss,
    double trainingAccuracy,
    double validationLoss,
    double validationAccuracy) {}
