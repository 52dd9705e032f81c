/**
 * What this machine is and has: processor, memory, NVIDIA's driver, devices and libraries. Start at
 * {@link io.heed.engine.runtime.machine.MachineFiles}, the file system that all of it is read from.
 * Everything is immutable and may be used by any thread; nothing is cached, each reading is of now.
 * Nothing native is loaded, and nothing is written or installed.
 */
@NullMarked
package io.heed.engine.runtime.machine;

import org.jspecify.annotations.NullMarked;
