package io.heed.bench.load;

import java.time.Duration;

/**
 * How a step is run.
 *
 * @param warmUp at the same rate before what is measured
 * @param measured how long arrivals are measured
 * @param deadline after which an answer is late, counted from the intended moment
 * @param drain how long answers are waited for after the last arrival
 */
public record StepPlan(
    Arrivals arrivals,
    double ratePerSecond,
    Duration warmUp,
    Duration measured,
    Duration deadline,
    Duration drain,
    long seed) {}
