/**
 * What serving costs: the same texts to the same model in this process, through the server's ports
 * on loopback, and through services of other stacks, all in one run and in turns. Start at {@link
 * io.heed.bench.serve.ServeRun}; {@link io.heed.bench.serve.OwnContestants} and {@link
 * io.heed.bench.serve.Peers} say who takes part.
 *
 * <p>One thread runs it; requests complete on event loops and lanes, whose callbacks only count.
 * Nothing here is a benchmark of a network: clients and servers share the machine's processors, as
 * the numbers say.
 */
@NullMarked
package io.heed.bench.serve;

import org.jspecify.annotations.NullMarked;
