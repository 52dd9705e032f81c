/**
 * What a GPU does with encoders of known shapes: latency, texts and floating-point operations a
 * second of every precision and form, beside the device's own peak, PyTorch and the engine's path.
 * Start at {@link io.heed.bench.gpu.GpuRun}. The order is plan → graphs → check → time → result;
 * the report package reads the result.
 *
 * <p>Confined to the calling thread, but for one that watches the device's memory and one that
 * reads what a process says. No load from several clients here, and no claim about a device that
 * the result does not name.
 */
@NullMarked
package io.heed.bench.gpu;

import org.jspecify.annotations.NullMarked;
