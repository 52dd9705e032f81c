/**
 * Rewrites the graph of a transformer so that it computes the same in less time.
 *
 * <p>Start at {@link io.heed.converter.optimize.GraphOptimizer}, which lists the passes of a target
 * in their order; {@link io.heed.converter.optimize.OptimizerOptions} are the fusions that can be
 * chosen. A pass knows one pattern and leaves everything else as it is, so that a foreign graph
 * comes through untouched. Confined to one thread. Nothing here writes files, and nothing trusts
 * itself: whoever writes an optimised model compares it with the original first.
 */
@NullMarked
package io.heed.converter.optimize;

import org.jspecify.annotations.NullMarked;
