package io.heed.bench.throughput;

import io.heed.bench.encoder.TokenSource;
import java.util.List;

/**
 * What one contestant did in each round.
 *
 * @param textsPerSecond one value a round, in their order
 */
public record Series(
    String contestant, boolean rival, TokenSource tokens, List<Double> textsPerSecond) {}
