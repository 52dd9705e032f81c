package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import java.util.List;

/**
 * A finished run.
 *
 * @param network the inference graph with the best epoch's weights
 * @param history of all epochs
 * @param bestEpoch the epoch, counted from 1, with the best validation accuracy
 * @param steps steps that were taken
 */
public record TrainingResult(
    ClassifierNetwork network, List<EpochMetrics> history, int bestEpoch, int steps) {}
