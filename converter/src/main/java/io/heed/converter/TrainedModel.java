package io.heed.converter;

import io.heed.models.ModelDirectory;

/**
 * What a training run left.
 *
 * @param directory the model directory, verified and complete
 * @param record how it came about
 */
public record TrainedModel(ModelDirectory directory, TrainingRecord record) {}
