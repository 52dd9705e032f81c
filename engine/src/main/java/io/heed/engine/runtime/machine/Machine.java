package io.heed.engine.runtime.machine;

/**
 * The machine and the Java that this process runs on. Immutable.
 *
 * @param java version and name of the virtual machine
 * @param javaHome where it lies
 * @param system name, version and architecture of the operating system
 * @param processor the processor
 * @param memory memory and its limits
 * @param nvidia NVIDIA's driver and devices
 */
public record Machine(
    String java,
    String javaHome,
    String system,
    Processor processor,
    Memory memory,
    NvidiaDriver nvidia) {
  /** This process' Java, and the machine below a root. */
  public static Machine read(MachineFiles files) {
    return new Machine(
        property("java.version") + ", " + property("java.vm.name"),
        property("java.home"),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        Processor.read(files),
        Memory.read(files),
        NvidiaDriver.read(files));
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
