/**
 * The embeddable library: text in, label out. Start at {@link io.heed.engine.TextClassifier}; its
 * {@code Pipeline} wires the stages:
 *
 * <pre>
 * String -token-> TokenSequence -batch-> TokenBatch -runtime-> Logits -label-> Classification
 * </pre>
 *
 * <p>Classifiers are thread-safe and work on the caller's thread; answers are immutable. Nothing
 * here trains, downloads or writes a model.
 */
@NullMarked
package io.heed.engine;

import org.jspecify.annotations.NullMarked;
