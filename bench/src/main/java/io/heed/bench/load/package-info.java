/**
 * Open-loop load: requests at a fixed rate of arrival, whatever becomes of the answers, and the
 * latency of each from the moment it was meant to be sent. Start at {@link
 * io.heed.bench.load.LoadRun}; {@link io.heed.bench.load.LoadTarget} is what is aimed at.
 *
 * <p>One thread sends, answers are recorded on whichever thread completes them. Nothing here knows
 * what a request does. Not for the cost of a call: JMH's benchmarks tell that.
 */
@NullMarked
package io.heed.bench.load;

import org.jspecify.annotations.NullMarked;
