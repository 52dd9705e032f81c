package io.heed.engine.runtime.machine;

/**
 * A GPU of NVIDIA. What is not known is empty. Immutable.
 *
 * @param name such as NVIDIA H200
 * @param bus its address, such as 0000:19:00.0
 * @param memory its memory in MiB, from {@code nvidia-smi}
 * @param computeCapability such as 9.0, from {@code nvidia-smi}
 */
public record GpuDevice(String name, String bus, String memory, String computeCapability) {}
