package io.heed.engine.runtime.doctor;

import io.heed.engine.runtime.machine.LibraryFile;
import io.heed.engine.runtime.machine.Machine;
import io.heed.engine.runtime.ort.OrtInstallation;
import java.util.List;

/**
 * What a machine is, what is installed on it, and which devices can be used. Immutable.
 *
 * @param machine Java, system, processor, memory, driver and GPUs
 * @param runtime the ONNX Runtime of this process
 * @param libraries the versions of CUDA's, cuDNN's and TensorRT's libraries that were found
 * @param verdicts one for each device asked for; with {@code auto}, for each kind
 * @param models whether the model's variants can be opened; empty if none was named
 * @param healthy whether what was asked for works: each named device, or with {@code auto} the CPU;
 *     and each variant of the model on each device that works
 */
public record Diagnosis(
    Machine machine,
    OrtInstallation runtime,
    List<LibraryFile> libraries,
    List<Verdict> verdicts,
    List<ModelVerdict> models,
    boolean healthy) {}
