/**
 * Tells what a machine can run a model on, and what is missing for the rest. Start at {@link
 * io.heed.engine.runtime.doctor.Doctor}. The facts come from {@code runtime.machine} and from ONNX
 * Runtime itself; each device is tried out. Any thread may ask, and waits for the answer: seconds
 * where a GPU is started. It repairs nothing.
 */
@NullMarked
package io.heed.engine.runtime.doctor;

import org.jspecify.annotations.NullMarked;
