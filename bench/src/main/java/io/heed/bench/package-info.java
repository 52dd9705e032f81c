/**
 * Benchmarks inside one JVM, and the command that runs them and reads their results. Start at
 * {@link io.heed.bench.BenchCommand}; {@link io.heed.bench.ClassifyBenchmark} is the first
 * benchmark, and {@link io.heed.bench.ClassifyTurnsBenchmark} the same in turns. The order is
 * baseline → benchmark → report; the results between the last two are JMH's own JSON files. Beside
 * JMH stand two commands over encoders, throughput and load: encoder → throughput, load → report;
 * and one over devices, gpu, whose raw results report reads.
 *
 * <p>Benchmarks run in processes of their own, which JMH forks; the command itself works on the
 * main thread. No load over a network here.
 */
@NullMarked
package io.heed.bench;

import org.jspecify.annotations.NullMarked;
