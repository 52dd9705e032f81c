/**
 * Running one SameDiff graph many times: its operators in a fixed order, each on native buffers
 * that are used again, with what costs most in ND4J's backward operators done otherwise.
 *
 * <p>Start at {@link io.heed.converter.plan.GraphPlan}. SameDiff's own session plans each run anew,
 * allocates and frees every array, and computes gradients that nobody asked for; for the small
 * networks of this module that takes longer than the arithmetic. A plan is confined to one thread.
 * No building and no differentiation of graphs here, and no control flow: such graphs are refused.
 */
@NullMarked
package io.heed.converter.plan;

import org.jspecify.annotations.NullMarked;
