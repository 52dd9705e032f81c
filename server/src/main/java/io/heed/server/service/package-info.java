/**
 * The one way from every protocol to the models.
 *
 * <p>Start at {@link io.heed.server.service.ModelService}: a protocol turns its message into an
 * {@link io.heed.server.service.InferenceCall}, hands it over and turns the {@link
 * io.heed.server.service.InferenceAnswer} back. Here a model is borrowed for as long as the call
 * lasts, limits are checked, long texts are kept off the event loops, and what happened is counted
 * in {@link io.heed.server.service.ModelStatistics} and told to the {@link
 * io.heed.server.service.AccessLog}. Thread-safe; nothing blocks but what says so.
 *
 * <p>No protocol is known here, nor how counts are shown.
 */
@NullMarked
package io.heed.server.service;

import org.jspecify.annotations.NullMarked;
