/**
 * The backend over ONNX Runtime. Start at {@link io.heed.engine.runtime.ort.OrtBackend}, which is
 * thread-safe. The only package that imports {@code ai.onnxruntime}; every tensor, result, session
 * and options object is closed, the process-wide environment never. What differs on an accelerator
 * is gathered in {@code Acceleration}.
 */
@NullMarked
package io.heed.engine.runtime.ort;

import org.jspecify.annotations.NullMarked;
