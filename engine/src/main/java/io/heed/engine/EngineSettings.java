package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.QueueLimits;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an engine runs, as its builder was told. Immutable.
 *
 * @param variant the name, or empty for the directory's default
 * @param maxTokens the length at which texts are cut
 * @param devices one or more
 * @param providerOptions of the devices' execution provider
 * @param lanes runs at a time, or empty for the device's default
 * @param intraOpThreads threads of a run
 * @param policy which texts share a run, or empty for the device's default
 * @param maxBatchRows rows of the device's default policy
 * @param limits how much is admitted
 * @param metrics take what is measured
 */
record EngineSettings(
    Optional<String> variant,
    int maxTokens,
    List<Device> devices,
    Map<String, String> providerOptions,
    OptionalInt lanes,
    int intraOpThreads,
    Optional<BatchPolicy> policy,
    OptionalInt maxBatchRows,
    QueueLimits limits,
    EngineMetrics metrics) {}
