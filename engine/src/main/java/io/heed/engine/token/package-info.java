/**
 * First stage: a text becomes token ids, as the model's {@code tokenizer.json} says. Start at
 * {@link io.heed.engine.token.TextTokenizer}; every public type is thread-safe. The only package
 * that imports DJL. It knows nothing of batches, tensors or labels.
 */
@NullMarked
package io.heed.engine.token;

import org.jspecify.annotations.NullMarked;
