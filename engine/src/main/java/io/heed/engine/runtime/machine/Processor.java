package io.heed.engine.runtime.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor, from {@code /proc/cpuinfo}. Immutable.
 *
 * @param model its name; empty if unknown
 * @param logicalProcessors how many the machine has; 0 if unknown
 * @param availableProcessors how many this JVM may use
 * @param extensions of the instruction set that inference gains from, such as AVX512-VNNI
 */
public record Processor(
    String model, int logicalProcessors, int availableProcessors, List<String> extensions) {
  /** The kernel's names of what is worth knowing, in the order of their age. */
  private static final Map<String, String> EXTENSIONS = new LinkedHashMap<>();

  static {
    EXTENSIONS.put("avx2", "AVX2");
    EXTENSIONS.put("avx512f", "AVX512F");
    EXTENSIONS.put("avx512_vnni", "AVX512-VNNI");
    EXTENSIONS.put("avx_vnni", "AVX-VNNI");
    EXTENSIONS.put("avx512_bf16", "AVX512-BF16");
    EXTENSIONS.put("avx512_fp16", "AVX512-FP16");
    EXTENSIONS.put("amx_tile", "AMX-TILE");
    EXTENSIONS.put("amx_int8", "AMX-INT8");
    EXTENSIONS.put("amx_bf16", "AMX-BF16");
    EXTENSIONS.put("asimddp", "DOTPROD");
    EXTENSIONS.put("i8mm", "I8MM");
    EXTENSIONS.put("sve", "SVE");
  }

  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.*?)\\s*$");
  private static final Pattern PROCESSOR = Pattern.compile("(?m)^processor\\s*:");
  private static final Pattern FLAGS = Pattern.compile("(?m)^(?:flags|Features)\\s*:\\s*(.*)$");

  /** The one of a machine. */
  public static Processor read(MachineFiles files) {
    String text = files.text("/proc/cpuinfo").orElse("");
    Matcher model = MODEL.matcher(text);
    Matcher flags = FLAGS.matcher(text);
    Set<String> known =
        flags.find() ? new HashSet<>(Arrays.asList(flags.group(1).split("\\s+"))) : Set.of();
    List<String> extensions = new ArrayList<>();
    EXTENSIONS.forEach(
        (flag, name) -> {
          if (known.contains(flag)) {
            extensions.add(name);
          }
        });
    return new Processor(
        model.find() ? model.group(1) : "",
        (int) PROCESSOR.matcher(text).results().count(),
        Runtime.getRuntime().availableProcessors(),
        List.copyOf(extensions));
  }
}
