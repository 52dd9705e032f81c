package io.heed.bench.throughput;

import io.heed.bench.encoder.BulkEncoder;

/**
 * One that takes part.
 *
 * @param name for people
 * @param rival whether it is one of those whose best the others are compared with
 */
public record Contestant(String name, boolean rival, BulkEncoder encoder) {}
