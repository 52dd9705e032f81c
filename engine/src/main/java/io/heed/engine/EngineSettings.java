package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.QueueLimits;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import java.time.Duration;
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
 * @param accelerator what holds on a GPU
 * @param warmUp how long the runs of all shapes may take before the first request, zero for none,
 *     or empty for the device's default
 * @param lanes runs at a time, or empty for the device's default
 * @param intraOpThreads threads of a run
 * @param policy which texts share a run, or empty for the device's default
 * @param maxBatchRows rows of the device's default policy
 * @param maxBatchTokens rows times length of a run of a GPU's default policy
 * @param limits how much is admitted
 * @param metrics take what is measured
 */
record EngineSettings(
    Optional<String> variant,
    int maxTokens,
    List<Device> devices,
    Map<String, String> providerOptions,
    AcceleratorOptions accelerator,
    Optional<Duration> warmUp,
    OptionalInt lanes,
    int intraOpThreads,
    Optional<BatchPolicy> policy,
    OptionalInt maxBatchRows,
    OptionalInt maxBatchTokens,
    QueueLimits limits,
    EngineMetrics metrics) {}
