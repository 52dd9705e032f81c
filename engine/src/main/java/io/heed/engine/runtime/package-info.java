/**
 * Third stage: a batch of tokens becomes logits. Start at {@link
 * io.heed.engine.runtime.InferenceBackend}; the implementation over ONNX Runtime is in {@code
 * runtime.ort}. Beside it {@link io.heed.engine.runtime.TensorRunner} runs raw tensors of any
 * model. Backends are thread-safe. It does not know what the logits mean.
 */
@NullMarked
package io.heed.engine.runtime;

import org.jspecify.annotations.NullMarked;
