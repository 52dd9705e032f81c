package io.heed.server.service;

import io.heed.server.inference.InferenceResponse;

/**
 * What a model answered to a call. Immutable.
 *
 * @param version of the model
 * @param response the tensors
 */
public record InferenceAnswer(long version, InferenceResponse response) {}
