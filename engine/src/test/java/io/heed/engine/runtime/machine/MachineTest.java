package io.heed.engine.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
  @TempDir Path temp;
  private FakeMachine machine = new FakeMachine(Path.of("unset"));

  @BeforeEach
  void machine() {
    machine = new FakeMachine(temp);
  }

  @Test
  void processor_ofCpuinfo_hasNameCountAndExtensions() {
    String one =
        """
        processor\t: 0
        model name\t: Intel(R) Xeon(R) Platinum 8488C
        flags\t\t: fpu avx2 avx512f avx512_vnni amx_tile amx_int8

        """;
    machine.file("/proc/cpuinfo", one + one.replace(": 0", ": 1"));
    Processor processor = Processor.read(machine.files());
    assertEquals("Intel(R) Xeon(R) Platinum 8488C", processor.model());
    assertEquals(2, processor.logicalProcessors());
    assertEquals(
        List.of("AVX2", "AVX512F", "AVX512-VNNI", "AMX-TILE", "AMX-INT8"), processor.extensions());
  }

  @Test
  void machine_ofAnEmptyRoot_isUnknownButThere() {
    Machine unknown = Machine.read(machine.files());
    assertEquals(0, unknown.processor().logicalProcessors());
    assertEquals(0, unknown.memory().totalBytes());
    assertFalse(unknown.nvidia().present());
    assertTrue(unknown.java().startsWith(System.getProperty("java.version")));
  }

  @Test
  void memory_ofGroupVersion2_hasItsLimits() {
    machine
        .file("/proc/meminfo", "MemTotal:  2048 kB\nMemFree: 1 kB\nMemAvailable:  1024 kB\n")
        .file("/proc/self/cgroup", "0::/app\n")
        .file("/sys/fs/cgroup/memory.max", "max\n")
        .file("/sys/fs/cgroup/app/memory.max", "1048576\n")
        .file("/sys/fs/cgroup/app/cpu.max", "150000 100000\n");
    Memory memory = Memory.read(machine.files());
    assertEquals(2 << 20, memory.totalBytes());
    assertEquals(1 << 20, memory.availableBytes());
    assertEquals(1 << 20, memory.groupLimitBytes());
    assertEquals(1.5, memory.groupProcessors());
  }

  /** In a container the path of the group is the host's, and the files lie at the root. */
  @Test
  void memory_ofGroupVersion1_hasItsLimits() {
    machine
        .file("/proc/self/cgroup", "4:memory:/docker/0f\n1:cpu:/\n")
        .file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "2097152\n")
        .file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n")
        .file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    Memory memory = Memory.read(machine.files());
    assertEquals(2 << 20, memory.groupLimitBytes());
    assertEquals(0.5, memory.groupProcessors());
  }

  @ParameterizedTest
  @CsvSource({"max, max 100000", "9223372036854771712, -1 100000", "nonsense, 1 0"})
  void memory_withoutLimits_saysNone(String bytes, String processors) {
    machine.file("/sys/fs/cgroup/memory.max", bytes).file("/sys/fs/cgroup/cpu.max", processors);
    Memory memory = Memory.read(machine.files());
    assertEquals(0, memory.groupLimitBytes());
    assertEquals(0, memory.groupProcessors());
  }

  @ParameterizedTest
  @CsvSource({
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023",
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  535.104.05  Release Build",
  })
  void nvidia_driverOfEitherKind_saysItsVersion(String line) {
    machine.file(NvidiaDriver.VERSION_FILE, line + "\nGCC version:  gcc 12.3.0\n");
    assertEquals("535.104.05", NvidiaDriver.read(machine.files()).version());
  }

  @Test
  void nvidia_withoutItsTool_hasDevicesOfTheKernel() {
    machine.driver("550.54.15").gpu(0, "NVIDIA H200").gpu(1, "Tesla T4");
    NvidiaDriver nvidia = NvidiaDriver.read(machine.files());
    assertEquals(
        List.of(
            new GpuDevice("NVIDIA H200", "0000:00:00.0", "", ""),
            new GpuDevice("Tesla T4", "0000:01:00.0", "", "")),
        nvidia.devices());
    assertEquals(List.of("/dev/nvidia0", "/dev/nvidia1"), nvidia.deviceNodes());
  }

  @Test
  void nvidia_withItsTool_hasMemoryAndCapability() {
    machine.driver("550.54.15").gpu(0, "NVIDIA H200");
    tool("echo 'NVIDIA H200, 00000000:19:00.0, 143771, 9.0'");
    assertEquals(
        List.of(new GpuDevice("NVIDIA H200", "00000000:19:00.0", "143771", "9.0")),
        NvidiaDriver.read(machine.files()).devices());
  }

  @Test
  void nvidia_toolThatFails_leavesTheKernelsWord() {
    machine.driver("550.54.15").gpu(0, "NVIDIA H200");
    tool("echo 'NVIDIA-SMI has failed, because, it, could not'; exit 9");
    assertEquals("NVIDIA H200", NvidiaDriver.read(machine.files()).devices().get(0).name());
  }

  /** Windows' driver below a Linux of its own shows a device, but no version. */
  @Test
  void nvidia_belowWindows_isPresentWithoutAVersion() {
    machine.file("/dev/dxg", "");
    NvidiaDriver nvidia = NvidiaDriver.read(machine.files());
    assertTrue(nvidia.present());
    assertEquals("", nvidia.version());
    assertEquals(List.of("/dev/dxg"), nvidia.deviceNodes());
  }

  private void tool(String command) {
    machine.environment("PATH", "/opt/bin").file("/opt/bin/nvidia-smi", "#!/bin/sh\n" + command);
    assertTrue(machine.path("/opt/bin/nvidia-smi").toFile().setExecutable(true));
  }
}
