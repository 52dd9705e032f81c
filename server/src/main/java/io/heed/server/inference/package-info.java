/**
 * Models that answer requests of named tensors, whatever protocol brought them.
 *
 * <p>Start at {@link io.heed.server.inference.ServedModel}, and at {@link
 * io.heed.server.inference.ServedModels}, which makes one of a folder: of a model directory a model
 * that takes texts, and tensors too; of a folder with {@code model.onnx} one that takes tensors. A
 * protocol turns its messages into an {@link io.heed.server.inference.InferenceRequest} and the
 * {@link io.heed.server.inference.InferenceResponse} back into its own. Everything is thread-safe
 * or immutable, and nothing blocks but loading and closing.
 *
 * <p>No protocol, no network, no repository is known here.
 */
@NullMarked
package io.heed.server.inference;

import org.jspecify.annotations.NullMarked;
