/**
 * The embeddable library: text in, label out. Start at {@link io.heed.engine.TextClassifier}, or
 * for entities, answers, masked words and vectors at {@link io.heed.engine.TokenClassifier}, {@link
 * io.heed.engine.QuestionAnswerer}, {@link io.heed.engine.MaskFiller} and {@link
 * io.heed.engine.TextEmbedder}. The {@code Pipeline} of each wires the stages:
 *
 * <pre>
 * String -token-> TokenSequence -batch-> TokenBatch -runtime-> Logits -label-> Classification
 * </pre>
 *
 * <p>{@link io.heed.engine.TensorModel} runs any ONNX model on raw tensors, without the text
 * stages.
 *
 * <p>Engines are thread-safe and tokenise on the caller's thread; answers are immutable. Nothing
 * here trains, downloads or writes a model.
 */
@NullMarked
package io.heed.engine;

import org.jspecify.annotations.NullMarked;
