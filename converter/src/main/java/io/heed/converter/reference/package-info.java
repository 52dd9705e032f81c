/**
 * Runs on a processor what was made for CUDA, so that it is compared with its original on any
 * machine.
 *
 * <p>Start at {@link io.heed.converter.reference.ReferenceGraph} for graphs without padding:
 * RemovePadding, RestorePadding, PackedAttention and PackedMultiHeadAttention are computed here,
 * from what ONNX Runtime's documentation says of them, and ONNX Runtime runs what lies between.
 * {@link io.heed.converter.reference.UnsignedAttention} gives a graph of signed {@code QAttention}
 * the values that processors have a kernel for. Loaded graphs may be run by several threads; a
 * model is changed by one.
 *
 * <p>Made to be right, not fast: sums are in double precision, on one thread. What a GPU computes
 * differs in the last bits; nothing here tells how long it takes there, and what is changed here
 * for a comparison is never written.
 */
@NullMarked
package io.heed.converter.reference;

import org.jspecify.annotations.NullMarked;
