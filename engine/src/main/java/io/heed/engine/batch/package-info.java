/**
 * Second stage: which texts share a run of the model, and the buffers of a run. Start at {@link
 * io.heed.engine.batch.BatchPolicy}. Policies are immutable; a {@link
 * io.heed.engine.batch.TokenBatch} is confined to the thread that borrowed it. {@link
 * io.heed.engine.batch.ShapeBuckets} are the shapes that runs are padded to on accelerators. It
 * runs no model.
 */
@NullMarked
package io.heed.engine.batch;

import org.jspecify.annotations.NullMarked;
