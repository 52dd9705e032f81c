package io.heed.engine.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObstaclesTest {
  private static final String DRIVER_12 = "550.54.15";

  @TempDir Path temp;
  private FakeMachine machine = new FakeMachine(Path.of("unset"));

  @BeforeEach
  void machine() {
    machine = new FakeMachine(temp);
  }

  @ParameterizedTest
  @CsvSource({"12, 550.54.15", "13, 580.65.06"})
  void of_allThere_areNone(int cuda, String driver) throws IOException {
    machine.driver(driver).gpu(0, "NVIDIA H200").cuda(cuda);
    assertEquals(List.of(), obstacles("cuda", cuda));
  }

  @Test
  void of_noDriver_namesItAndWhatToInstall() throws IOException {
    machine.cuda(12);
    Obstacle only = only(obstacles("cuda", 12));
    assertTrue(only.problem().contains("no NVIDIA driver"), only::toString);
    assertTrue(only.remedy().contains("525 or newer for CUDA 12"), only::toString);
  }

  /** libcuda comes with the driver, so it is not a second thing to install. */
  @Test
  void of_nothingAtAll_namesDriverAndTheLibrariesThatTheProviderAsksFor() throws IOException {
    assertEquals(
        List.of(
            "libcublasLt.so.13 is missing",
            "libcublas.so.13 is missing",
            "libcudart.so.13 is missing"),
        obstacles("cuda", 13).stream().skip(1).map(Obstacle::problem).toList());
    assertEquals(
        List.of("install the CUDA 13 libraries (cudart, cuBLAS, cuRAND)"),
        obstacles("cuda", 13).stream().skip(1).map(Obstacle::remedy).distinct().toList());
  }

  @Test
  void of_anotherVersion_namesBoth() throws IOException {
    machine
        .driver(DRIVER_12)
        .gpu(0, "Tesla T4")
        .cuda(12)
        .library("/usr/local/cuda-11.8/lib64/libcudart.so.11.0");
    Files.delete(machine.path("/usr/lib/x86_64-linux-gnu/libcudart.so.12"));
    Obstacle only = only(obstacles("cuda", 12));
    assertTrue(only.problem().startsWith("libcudart.so.12 is missing (there is libcudart.so.11.0"));
    assertTrue(only.remedy().contains("CUDA 12"), only::toString);
  }

  @Test
  void of_librariesWhereTheLoaderDoesNotLook_saysWhichFolderToAdd() throws IOException {
    machine.driver(DRIVER_12).gpu(0, "Tesla T4").cuda(12);
    Files.delete(machine.path("/usr/lib/x86_64-linux-gnu/libcudart.so.12"));
    machine.library("/usr/local/cuda/lib64/libcudart.so.12");
    Obstacle only = only(obstacles("cuda", 12));
    assertTrue(only.problem().contains("the loader does not look"), only::toString);
    assertEquals(
        "put " + machine.path("/usr/local/cuda/lib64") + " into LD_LIBRARY_PATH before Java starts",
        only.remedy());
    machine.environment("LD_LIBRARY_PATH", "/usr/local/cuda/lib64");
    assertEquals(List.of(), obstacles("cuda", 12));
  }

  /** cuBLAS is there, but not what cuBLAS itself needs. */
  @Test
  void of_needsOfALibrary_areFollowed() throws IOException {
    machine
        .driver(DRIVER_12)
        .gpu(0, "Tesla T4")
        .cuda(12)
        .library(
            "/usr/lib/x86_64-linux-gnu/libcublas.so.12",
            FakeElf.named("libcublas.so.12").needs("libnvJitLink.so.12"));
    assertTrue(only(obstacles("cuda", 12)).problem().startsWith("libnvJitLink.so.12 is missing"));
  }

  @Test
  void of_driverTooOld_saysFromWhichOn() throws IOException {
    machine.driver("470.256.02").gpu(0, "Tesla T4").cuda(12);
    Obstacle only = only(obstacles("cuda", 12));
    assertEquals(
        "the NVIDIA driver is 470.256.02, expected 525 or newer for CUDA 12", only.problem());
  }

  @Test
  void of_driverButNoDevice_isAContainerWithoutGpus() throws IOException {
    machine.driver(DRIVER_12).cuda(12);
    assertTrue(only(obstacles("cuda", 12)).remedy().contains("--gpus all"));
  }

  @Test
  void of_driverButNoLibcuda_isAContainerWithoutTheToolkit() throws IOException {
    machine.driver(DRIVER_12).gpu(0, "Tesla T4").cuda(12);
    Files.delete(machine.path("/usr/lib/x86_64-linux-gnu/libcuda.so.1"));
    assertTrue(only(obstacles("cuda", 12)).remedy().contains("container toolkit"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1"})
  void of_devicesHidden_namesTheVariable(String value) throws IOException {
    machine.driver(DRIVER_12).gpu(0, "Tesla T4").cuda(12);
    machine.environment("CUDA_VISIBLE_DEVICES", value);
    assertEquals("unset CUDA_VISIBLE_DEVICES", only(obstacles("cuda", 12)).remedy());
  }

  @Test
  void of_numberBeyondTheDevices_saysHowManyThereAre() throws IOException {
    machine.driver(DRIVER_12).gpu(0, "Tesla T4").gpu(1, "Tesla T4").cuda(12);
    assertEquals(List.of(), obstacles("cuda:1", 12));
    assertTrue(only(obstacles("cuda:2", 12)).problem().contains("cuda:2 of 2 devices"));
    machine.environment("CUDA_VISIBLE_DEVICES", "1");
    assertTrue(only(obstacles("cuda:1", 12)).problem().contains("cuda:1 of 1 devices"));
  }

  @Test
  void of_tensorRt_namesTensorRtAndCudnnForTheCudaItWasBuiltFor() throws IOException {
    machine.driver(DRIVER_12).gpu(0, "Tesla T4").cuda(12);
    Path library =
        FakeElf.named("t.so")
            .needs("libcudart.so.12", "libnvinfer.so.10", "libcudnn.so.9")
            .at(machine.path("/native/libonnxruntime_providers_tensorrt.so"));
    Device device = Device.parse("tensorrt").get(0);
    assertEquals(
        List.of("install TensorRT 10 for CUDA 12", "install cuDNN 9 for CUDA 12"),
        Obstacles.of(device, machine.files(), List.of(library)).stream()
            .map(Obstacle::remedy)
            .toList());
  }

  /** TensorRT leaves operators over to CUDA, whose provider asks for more. */
  @Test
  void of_tensorRtWithCuda_namesWhatEitherAsksForOnce() throws IOException {
    Path tensorRt = FakeElf.named("t.so").needs("libcudart.so.12").at(machine.path("/native/t.so"));
    Path cuda =
        FakeElf.named("c.so")
            .needs("libcudart.so.12", "libcurand.so.10")
            .at(machine.path("/native/c.so"));
    Device device = Device.parse("tensorrt").get(0);
    assertEquals(
        List.of("libcudart.so.12 is missing", "libcurand.so.10 is missing"),
        Obstacles.of(device, machine.files(), List.of(tensorRt, cuda)).stream()
            .skip(1)
            .map(Obstacle::problem)
            .toList());
  }

  @Test
  void of_libraryThatCannotBeRead_leavesTheDriver() {
    Device device = Device.parse("cuda").get(0);
    Path none = machine.path("/native/none.so");
    assertEquals(1, Obstacles.of(device, machine.files(), List.of(none)).size());
  }

  private List<Obstacle> obstacles(String device, int cuda) throws IOException {
    Path library = provider(cuda).at(machine.path("/native/libonnxruntime_providers_cuda.so"));
    return Obstacles.of(Device.parse(device).get(0), machine.files(), List.of(library));
  }

  private static FakeElf provider(int cuda) {
    return FakeElf.named("libonnxruntime_providers_cuda.so")
        .needs("libcublasLt.so." + cuda, "libcublas.so." + cuda)
        .needs("libcudart.so." + cuda, "libcuda.so.1");
  }

  private static Obstacle only(List<Obstacle> obstacles) {
    assertEquals(1, obstacles.size(), obstacles::toString);
    return obstacles.get(0);
  }
}
