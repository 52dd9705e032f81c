/**
 * Encoders to compare: a MiniLM to run, and the ways to turn texts into mean-pooled vectors with
 * it. Start at {@link io.heed.bench.encoder.BulkEncoder}, a contestant of the throughput run, and
 * {@link io.heed.bench.encoder.TextEncoder}, the slot for whatever takes one text at a time and
 * answers later.
 *
 * <p>A bulk encoder is called by one thread and has workers of its own; a text encoder is
 * thread-safe. Nothing is timed here.
 */
@NullMarked
package io.heed.bench.encoder;

import org.jspecify.annotations.NullMarked;
