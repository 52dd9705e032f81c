package io.heed.engine.runtime.doctor;

import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.machine.LibraryFile;
import io.heed.engine.runtime.machine.Machine;
import io.heed.engine.runtime.machine.MachineFiles;
import io.heed.engine.runtime.machine.Obstacle;
import io.heed.engine.runtime.machine.Obstacles;
import io.heed.engine.runtime.machine.ProviderLibrary;
import io.heed.engine.runtime.machine.SharedLibraries;
import io.heed.engine.runtime.ort.OrtInstallation;
import io.heed.engine.runtime.ort.OrtTrial;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Examines this process and the machine it runs on. Loads ONNX Runtime, and the provider of each
 * GPU asked for. Thread-safe; blocks.
 */
public final class Doctor {
  private static final List<Device> ALL =
      List.of(Device.CPU, new Device(Device.Kind.CUDA, 0), new Device(Device.Kind.TENSORRT, 0));

  /** The libraries of NVIDIA that ONNX Runtime's providers use, by NEEDED or at run time. */
  private static final List<String> LIBRARIES =
      List.of(
          "libcuda.so",
          "libcudart.so",
          "libcublas.so",
          "libcublasLt.so",
          "libcurand.so",
          "libcufft.so",
          "libcudnn.so",
          "libnvrtc.so",
          "libnvinfer.so",
          "libnvonnxparser.so");

  private final MachineFiles files;
  private final OrtInstallation runtime;
  private final Trial trial;

  /** Over a machine and a runtime that may be others than this process's. */
  Doctor(MachineFiles files, OrtInstallation runtime, Trial trial) {
    this.files = files;
    this.runtime = runtime;
    this.trial = trial;
  }

  /**
   * Tries devices; {@code auto} stands for one of each kind, of which the CPU must work.
   *
   * @throws io.heed.engine.error.EngineException of kind RUNTIME if ONNX Runtime cannot be loaded
   */
  public static Diagnosis diagnose(List<Device> devices) {
    return ofThisProcess().examine(devices, null);
  }

  /** The same, and opens each variant of a model on each device that works. */
  public static Diagnosis diagnose(List<Device> devices, ModelDirectory model) {
    return ofThisProcess().examine(devices, model);
  }

  private static Doctor ofThisProcess() {
    return new Doctor(
        MachineFiles.ofThisMachine(),
        OrtInstallation.ofThisProcess(),
        new Trial() {
          @Override
          public Optional<String> failure(Device device) {
            return OrtTrial.failure(device);
          }

          @Override
          public Optional<String> failure(Device device, Path model) {
            return OrtTrial.failure(device, model);
          }
        });
  }

  Diagnosis examine(List<Device> devices, @Nullable ModelDirectory model) {
    SharedLibraries libraries = SharedLibraries.of(files);
    Machine machine = Machine.read(files);
    boolean auto = devices.contains(Device.AUTO);
    List<Verdict> verdicts = new ArrayList<>();
    for (Device device : auto ? ALL : devices) {
      verdicts.add(verdict(device, machine, libraries));
    }
    List<ModelVerdict> models = model == null ? List.of() : open(model, verdicts);
    boolean works = auto ? verdicts.get(0).ready() : verdicts.stream().allMatch(Verdict::ready);
    List<LibraryFile> installed =
        LIBRARIES.stream().flatMap(stem -> libraries.versions(stem).stream()).toList();
    return new Diagnosis(
        machine,
        runtime,
        installed,
        List.copyOf(verdicts),
        models,
        works && models.stream().allMatch(verdict -> verdict.failure() == null));
  }

  private Verdict verdict(Device device, Machine machine, SharedLibraries libraries) {
    if (!runtime.has(device)) {
      Obstacle obstacle =
          new Obstacle(
              "this ONNX Runtime has the providers " + String.join(", ", runtime.providers()),
              "put com.microsoft.onnxruntime:onnxruntime_gpu on the class path in place of"
                  + " onnxruntime (with ./heed: HEED_PROFILE=gpu)");
      return new Verdict(device, null, obstacle.problem(), List.of(obstacle));
    }
    Optional<String> failure = trial.failure(device); // brings the provider's library, too
    if (!device.isAccelerator()) {
      return new Verdict(device, null, failure.orElse(null), List.of());
    }
    ProviderLibrary library =
        ProviderLibrary.read(runtime.providerLibraries(device), libraries).orElse(null);
    List<Obstacle> obstacles =
        failure.isEmpty() ? List.of() : Obstacles.of(device, machine.nvidia(), library);
    return new Verdict(device, library, failure.orElse(null), obstacles);
  }

  private List<ModelVerdict> open(ModelDirectory model, List<Verdict> verdicts) {
    List<ModelVerdict> opened = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      for (Variant variant : verdict.ready() ? model.variants() : List.<Variant>of()) {
        Path file = model.path(variant.file()).orElse(null);
        if (file != null) {
          String failure = trial.failure(verdict.device(), file).orElse(null);
          opened.add(new ModelVerdict(variant.file(), verdict.device(), failure));
        }
      }
    }
    return List.copyOf(opened);
  }

  /** Tries a device or a model out; empty if it works. */
  interface Trial {
    Optional<String> failure(Device device);

    Optional<String> failure(Device device, Path model);
  }
}
