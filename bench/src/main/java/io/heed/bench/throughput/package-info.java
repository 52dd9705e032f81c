/**
 * Contestants side by side: how many texts a second each of them turns into vectors. Start at
 * {@link io.heed.bench.throughput.ThroughputRun}; {@link
 * io.heed.bench.throughput.EncoderContestants} says who they are.
 *
 * <p>For one thread; the contestants bring their own. A closed loop over a set of texts, so no word
 * on latency: that is the load package's.
 */
@NullMarked
package io.heed.bench.throughput;

import org.jspecify.annotations.NullMarked;
