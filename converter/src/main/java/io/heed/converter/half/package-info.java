/**
 * Half precision: the floating-point numbers of an ONNX graph as FLOAT16, except where that would
 * change what it says.
 *
 * <p>Start at {@link io.heed.converter.half.HalfConversion}, which rewrites a model, or at {@link
 * io.heed.converter.half.HalfStep}, which also compares the result with the original before it is
 * written. Every node becomes half, stays single for a {@link io.heed.converter.half.KeepReason
 * reason} that the {@link io.heed.converter.half.HalfReport report} tells, or has no floats.
 * Everything here is confined to one thread.
 *
 * <p>Fuses nothing and quantises nothing. Subgraphs of {@code If}, {@code Loop} and {@code Scan}
 * stay in single precision, with what they read from around them.
 */
@NullMarked
package io.heed.converter.half;

import org.jspecify.annotations.NullMarked;
