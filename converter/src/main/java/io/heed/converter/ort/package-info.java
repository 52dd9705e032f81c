/**
 * Runs ONNX graphs on named tensors with ONNX Runtime, on the CPU.
 *
 * <p>Start at {@link io.heed.converter.ort.OrtGraph}; what goes in and comes out are {@link
 * io.heed.converter.ort.Tensor}s. The only package of the converter that imports {@code
 * ai.onnxruntime}; sessions, options, tensors and results are closed, the process-wide environment
 * never. Tensors and options are immutable; a graph may be run by several threads.
 *
 * <p>A leaf: knows neither texts nor tokenizers, changes no graph, and batches nothing.
 */
@NullMarked
package io.heed.converter.ort;

import org.jspecify.annotations.NullMarked;
