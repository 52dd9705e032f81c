package io.heed.converter.export;

/**
 * What the walk knows of a SameDiff variable: a tensor of the ONNX graph, or integers of a shape
 * computation.
 */
sealed interface Value permits Tensor, Integers {}
