/**
 * The model directory: what a writer of a model leaves and what a runner of a model reads.
 *
 * <p>Start at {@link io.heed.models.ModelDirectory} to read and at {@link
 * io.heed.models.ModelDirectoryWriter} to write. The layout is Hugging Face's, with a {@code
 * heed.json} beside it for what that layout cannot say.
 *
 * <p>Threading: everything here is immutable and thread-safe, except {@link
 * io.heed.models.ModelDirectoryWriter} and {@link io.heed.models.ModelConfig.Builder}, which belong
 * to one thread.
 *
 * <p>Not here: looking into an ONNX graph, tokenizing, downloading, and any native code. Files are
 * checked as far as JSON and names go; whether graph, tokenizer and configuration fit together is
 * the engine's check at load.
 */
@NullMarked
package io.heed.models;

import org.jspecify.annotations.NullMarked;
