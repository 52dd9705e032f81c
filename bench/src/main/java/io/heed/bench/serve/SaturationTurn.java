package io.heed.bench.serve;

/**
 * A contestant that always has enough to do, in a round.
 *
 * @param cpuMicrosPerText processor time of the whole process, clients included, for each answer
 */
record SaturationTurn(
    int round, String contestant, double textsPerSecond, double cpuMicrosPerText) {}
