/**
 * Transformer graphs with matrices of 8-bit integers in place of floats.
 *
 * <p>Start at {@link io.heed.converter.quantize.Quantizer}, which changes an {@link
 * io.heed.converter.graph.OnnxModel} as {@link io.heed.converter.quantize.QuantizeOptions} say and
 * reports what it did and what it left. The static forms need the ranges of activations, which
 * {@link io.heed.converter.quantize.Calibration} measures; {@link
 * io.heed.converter.quantize.SensitivitySearch} finds the layers that had better stay floats. All
 * is confined to the calling thread.
 *
 * <p>It neither reads texts nor writes the result, and judges no accuracy: a caller gives token ids
 * and a {@link io.heed.converter.quantize.VariantCheck}.
 */
@NullMarked
package io.heed.converter.quantize;

import org.jspecify.annotations.NullMarked;
