/**
 * Runs on a processor what was made for another device.
 *
 * <p>Start at {@link io.heed.converter.reference.UnsignedAttention}, which gives a graph of signed
 * {@code QAttention}, CUDA's, the values that processors have a kernel for. All is confined to the
 * calling thread. What it makes is for comparisons and is never written.
 */
@NullMarked
package io.heed.converter.reference;

import org.jspecify.annotations.NullMarked;
