package io.heed.engine.runtime.machine;

import io.heed.engine.runtime.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a machine and a GPU device, from the driver upwards. Stateless.
 *
 * <p>What must be there is read from the provider's library; only the drivers that a CUDA version
 * asks for are a table (NVIDIA, "CUDA Compatibility", minor version compatibility, Linux).
 */
public final class Obstacles {
  private static final Map<Integer, Integer> FIRST_DRIVER = Map.of(11, 450, 12, 525, 13, 580);

  private Obstacles() {}

  /** All obstacles, with all facts read anew; a library that cannot be read counts as unknown. */
  public static List<Obstacle> of(Device device, MachineFiles files, List<Path> libraries) {
    SharedLibraries installed = SharedLibraries.of(files);
    ProviderLibrary provider = ProviderLibrary.read(libraries, installed).orElse(null);
    return of(device, NvidiaDriver.read(files), provider);
  }

  /**
   * All obstacles; empty if nothing is known that stands in the way.
   *
   * @param library the library of the device's provider, or null if it cannot be read
   */
  public static List<Obstacle> of(
      Device device, NvidiaDriver driver, @Nullable ProviderLibrary library) {
    OptionalInt cuda = library == null ? OptionalInt.empty() : library.cudaMajor();
    List<Obstacle> obstacles = new ArrayList<>();
    if (!driver.present()) {
      obstacles.add(
          new Obstacle(
              "no NVIDIA driver (" + NvidiaDriver.VERSION_FILE + " is not there)",
              "install NVIDIA's driver"
                  + firstDriver(cuda)
                  + " on the host, and start a container with its GPUs"));
    } else {
      addDriver(obstacles, driver, cuda);
      addDevice(obstacles, device, driver);
    }
    if (library != null) {
      for (NeededLibrary needed : library.needed()) {
        boolean comesWithDriver = Product.of(needed.soname()).family() == Product.Family.DRIVER;
        if (needed.isMissing() && (driver.present() || !comesWithDriver)) {
          obstacles.add(missing(needed, cuda));
        }
      }
    }
    return List.copyOf(obstacles);
  }

  private static void addDriver(List<Obstacle> obstacles, NvidiaDriver driver, OptionalInt cuda) {
    String major = driver.version().replaceFirst("\\..*", "");
    Integer first = cuda.isEmpty() ? null : FIRST_DRIVER.get(cuda.getAsInt());
    if (first != null && major.matches("[0-9]{1,6}") && Integer.parseInt(major) < first) {
      obstacles.add(
          new Obstacle(
              "the NVIDIA driver is "
                  + driver.version()
                  + ", expected "
                  + first
                  + " or newer for CUDA "
                  + cuda.getAsInt(),
              "install a newer driver of NVIDIA on the host"));
    }
  }

  private static void addDevice(List<Obstacle> obstacles, Device device, NvidiaDriver driver) {
    String visible = driver.visibleDevices();
    if (driver.deviceNodes().isEmpty()) {
      obstacles.add(
          new Obstacle(
              "a driver, but no device (no /dev/nvidia0)",
              "start the container with its GPUs (docker run --gpus all), or load the module"
                  + " nvidia"));
    } else if (visible != null && (visible.isBlank() || visible.startsWith("-1"))) {
      obstacles.add(
          new Obstacle(
              "CUDA_VISIBLE_DEVICES is \"" + visible + "\", which hides all devices",
              "unset CUDA_VISIBLE_DEVICES"));
    } else {
      int count = visible != null ? visible.split(",", -1).length : driver.devices().size();
      if (count > 0 && device.index() >= count) {
        obstacles.add(
            new Obstacle(
                "device " + device + " of " + count + " devices, counted from 0",
                "choose a number below " + count));
      }
    }
  }

  private static Obstacle missing(NeededLibrary needed, OptionalInt cuda) {
    LibraryFile elsewhere = needed.elsewhere();
    LibraryFile other = needed.otherVersion();
    if (elsewhere != null) {
      return new Obstacle(
          needed.soname() + " lies where the loader does not look, at " + elsewhere.file(),
          "put " + elsewhere.file().getParent() + " into LD_LIBRARY_PATH before Java starts");
    }
    return new Obstacle(
        needed.soname()
            + " is missing"
            + (other == null ? "" : " (there is " + other.soname() + ", " + other.file() + ")"),
        remedy(needed, cuda));
  }

  private static String remedy(NeededLibrary needed, OptionalInt cuda) {
    String version = cuda.isEmpty() ? "" : " " + cuda.getAsInt();
    return switch (Product.of(needed.soname()).family()) {
      case CUDA -> "install the CUDA" + version + " libraries (cudart, cuBLAS, cuRAND)";
      case CUDNN, TENSORRT -> "install " + needed.product() + " for CUDA" + version;
      case DRIVER ->
          "start the container with NVIDIA's container toolkit, or install the driver's libraries";
      case SYSTEM -> "install the system's package that has " + needed.soname();
    };
  }

  private static String firstDriver(OptionalInt cuda) {
    Integer first = cuda.isEmpty() ? null : FIRST_DRIVER.get(cuda.getAsInt());
    return first == null ? "" : ", " + first + " or newer for CUDA " + cuda.getAsInt() + ",";
  }
}
