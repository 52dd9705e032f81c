package io.heed.engine.runtime.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's driver in the kernel and the devices it offers. Immutable.
 *
 * @param present whether there is one: its own, or that of Windows below this Linux
 * @param version such as 550.54.15; empty if it does not say
 * @param devices the GPUs
 * @param deviceNodes the files through which a process reaches them, such as {@code /dev/nvidia0}
 * @param visibleDevices the variable {@code CUDA_VISIBLE_DEVICES}, which hides all others from
 *     CUDA, or null if it is not set
 */
public record NvidiaDriver(
    boolean present,
    String version,
    List<GpuDevice> devices,
    List<String> deviceNodes,
    @Nullable String visibleDevices) {
  /** The file in which the driver says its version. */
  public static final String VERSION_FILE = "/proc/driver/nvidia/version";

  private static final Pattern VERSION = Pattern.compile("\\s([0-9]{3,}\\.[0-9]+(\\.[0-9]+)?)\\s");
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.*?)\\s*$");
  private static final String WINDOWS_NODE = "/dev/dxg";

  /** Whether there is a driver: a look at a file or two. */
  public static boolean isPresent(MachineFiles files) {
    return files.exists(VERSION_FILE) || files.exists(WINDOWS_NODE);
  }

  /** Reads what there is, and asks {@code nvidia-smi} if that is there. */
  public static NvidiaDriver read(MachineFiles files) {
    String said = files.text(VERSION_FILE).orElse("");
    Matcher version = VERSION.matcher(said);
    List<GpuDevice> devices = NvidiaSmi.devices(files);
    List<String> nodes = new ArrayList<>();
    for (Path node : MachineFiles.list(files.path("/dev"), "nvidia[0-9]*")) {
      nodes.add("/dev/" + node.getFileName());
    }
    if (files.exists(WINDOWS_NODE)) {
      nodes.add(WINDOWS_NODE);
    }
    return new NvidiaDriver(
        isPresent(files),
        version.find() ? version.group(1) : "",
        devices.isEmpty() ? fromKernel(files) : devices,
        List.copyOf(nodes),
        files.environment("CUDA_VISIBLE_DEVICES").orElse(null));
  }

  private static List<GpuDevice> fromKernel(MachineFiles files) {
    List<GpuDevice> devices = new ArrayList<>();
    for (Path gpu : MachineFiles.list(files.path("/proc/driver/nvidia/gpus"), "*")) {
      String bus = gpu.getFileName().toString();
      String text = files.text("/proc/driver/nvidia/gpus/" + bus + "/information").orElse("");
      Matcher model = MODEL.matcher(text);
      devices.add(new GpuDevice(model.find() ? model.group(1) : "", bus, "", ""));
    }
    return List.copyOf(devices);
  }
}
