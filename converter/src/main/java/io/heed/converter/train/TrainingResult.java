package io.heed.converter.train;

import java.util.List;

/**
 * A finished run.
 *
 * @param predictor the inference graph with the best epoch's weights
 * @param history of all epochs
 * @param bestEpoch the epoch, counted from 1, with the best validation accuracy
 * @param steps steps that were taken
 * @param seconds of training, over all processes of the run, validation included
 */
public record TrainingResult(
    Predictor predictor, List<EpochMetrics> history, int bestEpoch, int steps, double seconds) {}
