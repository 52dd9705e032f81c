package io.heed.bench.serve;

import io.heed.bench.load.StepResult;

/**
 * A contestant that is asked for twice of what it can do, in a round.
 *
 * @param capacityPerSecond its answers in a closed loop just before
 * @param result with what refusing took
 */
record OverloadTurn(int round, String contestant, double capacityPerSecond, StepResult result) {}
