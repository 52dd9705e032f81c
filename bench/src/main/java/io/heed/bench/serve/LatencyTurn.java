package io.heed.bench.serve;

import io.heed.bench.load.StepResult;

/**
 * A contestant at a low rate of arrival in a round.
 *
 * @param result with the whole histogram
 */
record LatencyTurn(int round, String contestant, double ratePerSecond, StepResult result) {}
