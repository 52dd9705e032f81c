/**
 * Compares two models: whether a converted one computes what the original computes, how large each
 * is and how fast.
 *
 * <p>Start at {@link io.heed.converter.verify.ModelComparison}; {@link
 * io.heed.converter.verify.Tolerance} says whether the result will do. Whoever writes a model
 * compares it first, in memory or in a file that nobody sees yet. Both models run in this process
 * through {@link io.heed.converter.ort.OrtGraph}, a thread each run, or where one holds operators
 * that have no kernels on the CPU, through {@link io.heed.converter.reference.ReferenceGraph},
 * which the result tells. Confined to the calling thread.
 *
 * <p>Nothing is written here, and no model is changed. Models take token ids; those that take
 * images or sound are refused.
 */
@NullMarked
package io.heed.converter.verify;

import org.jspecify.annotations.NullMarked;
