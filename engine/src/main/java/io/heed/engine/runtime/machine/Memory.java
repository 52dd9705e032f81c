package io.heed.engine.runtime.machine;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory and the limits of the control group that this process is in, of version 1 or 2. Immutable.
 *
 * @param totalBytes of the machine; 0 if unknown
 * @param availableBytes what the kernel would give out now; 0 if unknown
 * @param groupLimitBytes the limit of the control group; 0 if there is none
 * @param groupProcessors how many processors' time the control group has; 0 if there is no limit
 * @param heapLimitBytes to what Java's heap may grow; the engine's weights lie outside of it
 */
public record Memory(
    long totalBytes,
    long availableBytes,
    long groupLimitBytes,
    double groupProcessors,
    long heapLimitBytes) {
  private static final long NO_LIMIT = 1L << 60; // version 1 writes a number near 2^63

  /** That of a machine. */
  public static Memory read(MachineFiles files) {
    String meminfo = files.text("/proc/meminfo").orElse("");
    return new Memory(
        kilobytes(meminfo, "MemTotal"),
        kilobytes(meminfo, "MemAvailable"),
        groupLimit(files).orElse(0),
        groupProcessors(files),
        Runtime.getRuntime().maxMemory());
  }

  private static long kilobytes(String meminfo, String name) {
    Matcher value = Pattern.compile("(?m)^" + name + ":\\s*([0-9]{1,15}) kB").matcher(meminfo);
    return value.find() ? Long.parseLong(value.group(1)) * 1024 : 0;
  }

  private static OptionalLong groupLimit(MachineFiles files) {
    return group(files, "", "memory.max")
        .or(() -> group(files, "memory", "memory.limit_in_bytes"))
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .filter(bytes -> bytes < NO_LIMIT)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static double groupProcessors(MachineFiles files) {
    Optional<String> both =
        group(files, "", "cpu.max")
            .or(
                () ->
                    group(files, "cpu", "cpu.cfs_quota_us")
                        .flatMap(
                            quota ->
                                group(files, "cpu", "cpu.cfs_period_us")
                                    .map(period -> quota.strip() + " " + period)));
    String text = both.orElse("").strip();
    if (!text.matches("[0-9]{1,15} [1-9][0-9]{0,14}")) {
      return 0; // max, or -1: no limit
    }
    String[] parts = text.split(" ", -1);
    return (double) Long.parseLong(parts[0]) / Long.parseLong(parts[1]);
  }

  /** A setting of this process' group; in a container its group is the root. */
  private static Optional<String> group(MachineFiles files, String controller, String setting) {
    Pattern line = Pattern.compile("(?m)^[0-9]+:" + controller + ":(/.*)$");
    Matcher own = line.matcher(files.text("/proc/self/cgroup").orElse(""));
    String base = "/sys/fs/cgroup/" + (controller.isEmpty() ? "" : controller + "/");
    Optional<String> ofGroup =
        own.find() ? files.text(base + own.group(1) + "/" + setting) : Optional.empty();
    return ofGroup.or(() -> files.text(base + setting));
  }
}
