package io.heed.engine.runtime.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.machine.FakeElf;
import io.heed.engine.runtime.machine.FakeMachine;
import io.heed.engine.runtime.ort.OrtInstallation;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that this one is not, with a runtime whose word is given. */
class DoctorTest {
  private static final String SAID = "libcudart.so.12: cannot open shared object file";

  @TempDir Path temp;
  private FakeMachine machine = new FakeMachine(Path.of("unset"));

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temp);
    FakeElf.named("c.so")
        .needs("libcudart.so.12", "libcuda.so.1")
        .at(machine.path("/native/libonnxruntime_providers_cuda.so"));
  }

  @Test
  void auto_withoutProvidersForGpus_isHealthyAndSaysWhatToPutOnTheClassPath() {
    Diagnosis diagnosis = examine(List.of("CPU"), "auto", false);
    assertTrue(diagnosis.healthy());
    assertEquals("cpu: ready", diagnosis.verdicts().get(0).toString());
    for (Verdict gpu : diagnosis.verdicts().subList(1, 3)) {
      assertTrue(gpu.toString().contains("not usable: this ONNX Runtime has the providers CPU"));
      assertTrue(gpu.toString().contains("onnxruntime_gpu"), gpu::toString);
    }
  }

  @Test
  void auto_gpuThatFails_isHealthyWithObstaclesAndTheRuntimesWord() {
    Diagnosis diagnosis = examine(List.of("CPU", "CUDA"), "auto", false);
    assertTrue(diagnosis.healthy());
    Verdict cuda = diagnosis.verdicts().get(1);
    assertEquals(SAID, cuda.failure());
    assertEquals(
        "cuda:0: not usable: no NVIDIA driver (/proc/driver/nvidia/version is not there);"
            + " libcudart.so.12 is missing. To do: install NVIDIA's driver, 525 or newer for CUDA"
            + " 12, on the host, and start a container with its GPUs; install the CUDA 12"
            + " libraries (cudart, cuBLAS, cuRAND)",
        cuda.toString());
  }

  @Test
  void cuda_thatFails_isNotHealthy() {
    assertFalse(examine(List.of("CPU", "CUDA"), "cuda", false).healthy());
    assertFalse(examine(List.of("CPU"), "cuda", true).healthy());
    assertFalse(examine(List.of("CPU"), "cpu,cuda", true).healthy());
  }

  @Test
  void cuda_thatWorks_isReadyWithWhatItsLibraryNeeds() {
    machine.driver("550.54.15").gpu(0, "NVIDIA H200").cuda(12);
    Diagnosis diagnosis = examine(List.of("CPU", "CUDA"), "cuda", true);
    assertTrue(diagnosis.healthy());
    Verdict cuda = diagnosis.verdicts().get(0);
    assertEquals("cuda:0: ready", cuda.toString());
    assertEquals(12, cuda.library() == null ? 0 : cuda.library().cudaMajor().orElse(0));
    assertEquals(4, diagnosis.libraries().size(), () -> diagnosis.libraries().toString());
  }

  @Test
  void cuda_thatFailsWithNothingMissing_givesTheRuntimesWord() {
    machine.driver("550.54.15").gpu(0, "NVIDIA H200").cuda(12);
    Verdict cuda = examine(List.of("CPU", "CUDA"), "cuda", false).verdicts().get(0);
    assertEquals("cuda:0: not usable: " + SAID, cuda.toString());
  }

  @Test
  void model_onDevicesThatWork_isOpenedOnThoseOnly() {
    ModelDirectory model = ModelDirectory.open(HfFixture.BERT.directory());
    Diagnosis diagnosis =
        doctor(List.of("CPU", "CUDA"), false).examine(Device.parse("auto"), model);
    assertTrue(diagnosis.healthy());
    assertEquals(
        List.of("model.onnx on cpu: opens"),
        diagnosis.models().stream().map(ModelVerdict::toString).toList());
  }

  @Test
  void process_ofThisTest_runsOnItsCpu() {
    Diagnosis diagnosis =
        Doctor.diagnose(List.of(Device.CPU), ModelDirectory.open(HfFixture.BERT.directory()));
    assertTrue(diagnosis.healthy(), diagnosis::toString);
    assertEquals(1, diagnosis.models().size());
    assertTrue(diagnosis.runtime().providers().contains("CPU"));
  }

  private Diagnosis examine(List<String> providers, String devices, boolean gpuWorks) {
    return doctor(providers, gpuWorks).examine(Device.parse(devices), null);
  }

  private Doctor doctor(List<String> providers, boolean gpuWorks) {
    OrtInstallation runtime =
        new OrtInstallation(
            "1.28.0", "ort.jar", machine.path("/native/libonnxruntime.so"), "here", providers);
    return new Doctor(
        machine.files(),
        runtime,
        new Doctor.Trial() {
          @Override
          public Optional<String> failure(Device device) {
            return device.isAccelerator() && !gpuWorks ? Optional.of(SAID) : Optional.empty();
          }

          @Override
          public Optional<String> failure(Device device, Path model) {
            return Optional.empty();
          }
        });
  }
}
