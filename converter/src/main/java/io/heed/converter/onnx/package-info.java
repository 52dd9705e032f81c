/**
 * ONNX graphs as protobuf messages ({@code ai.onnx.proto.OnnxMl}): built, checked, named.
 *
 * <p>Start at {@link io.heed.converter.onnx.OnnxGraphBuilder}; {@link
 * io.heed.converter.onnx.OnnxTensors} and {@link io.heed.converter.onnx.OnnxAttributes} make the
 * parts, {@link io.heed.converter.onnx.OnnxGraphChecker} checks any graph, also one that was read
 * from a file. Builders are confined to one thread; everything else is stateless. The same calls
 * give the same bytes.
 *
 * <p>A leaf: nothing here knows SameDiff, writes files, or infers shapes.
 */
@NullMarked
package io.heed.converter.onnx;

import org.jspecify.annotations.NullMarked;
