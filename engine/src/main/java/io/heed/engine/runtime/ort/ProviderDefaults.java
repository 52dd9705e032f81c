package io.heed.engine.runtime.ort;

import io.heed.engine.batch.BatchShape;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.ShapeRange;
import io.heed.engine.runtime.TensorDescription;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The options that providers get where the caller names no others, as plain keys and values.
 * Stateless. RATIONALE.md says why each is what it is.
 */
final class ProviderDefaults {
  private static final Set<String> PACKED = Set.of("PackedAttention", "PackedMultiHeadAttention");

  /** Flash 1, memory-efficient 2, TensorRT fused 4, unfused 16, TensorRT flash 32. */
  private static final int ALL_USUAL_KERNELS = 1 + 2 + 4 + 16 + 32;

  private ProviderDefaults() {}

  /**
   * Options of the CUDA provider. A positive {@code sdpa_kernel} does not choose a kernel here (all
   * of the default are allowed) but drops the shortest length, 513, from which packed attention
   * takes the flash kernel of variable lengths.
   */
  static SortedMap<String, String> cuda(AcceleratorOptions options, OnnxSummary summary) {
    SortedMap<String, String> map = new TreeMap<>();
    map.put("arena_extend_strategy", "kSameAsRequested");
    map.put("cudnn_conv_algo_search", "HEURISTIC");
    map.put("do_copy_in_default_stream", "1");
    map.put("use_tf32", "1");
    options.memoryLimitBytes().ifPresent(bytes -> map.put("gpu_mem_limit", Long.toString(bytes)));
    if (summary.hasAny(PACKED)) {
      map.put("sdpa_kernel", Integer.toString(ALL_USUAL_KERNELS));
    }
    return map;
  }

  /**
   * Options of the TensorRT provider, but for those of its caches. A graph that is left in parts,
   * since some operators are not TensorRT's, has inputs of parts that no profile can be given for,
   * and all must have one or none; it gets none.
   */
  static SortedMap<String, String> tensorRt(
      AcceleratorOptions options, OnnxSummary summary, ShapeRange shapes) {
    SortedMap<String, String> map = new TreeMap<>();
    map.put("trt_fp16_enable", flag(options.tensorRtHalf() || summary.halfPrecision()));
    map.put("trt_int8_enable", flag(summary.hasAny(Set.of("QuantizeLinear"))));
    options
        .memoryLimitBytes()
        .ifPresent(bytes -> map.put("trt_max_workspace_size", Long.toString(bytes)));
    if (summary.inputs().stream().anyMatch(ProviderDefaults::isDynamic)
        && AcceleratedGraph.notForTensorRt(summary).isEmpty()) {
      map.put("trt_profile_min_shapes", profile(summary, shapes.smallest()));
      map.put("trt_profile_opt_shapes", profile(summary, shapes.usual()));
      map.put("trt_profile_max_shapes", profile(summary, shapes.largest()));
    }
    return map;
  }

  /** Those of a device's providers, with the caller's in their place where there are any. */
  static SortedMap<String, String> merged(
      Device device, Map<String, String> defaults, Map<String, String> chosen) {
    SortedMap<String, String> map = new TreeMap<>(defaults);
    map.putAll(chosen);
    ProviderKeys.check(device, map);
    return map;
  }

  private static String profile(OnnxSummary summary, BatchShape shape) {
    return summary.inputs().stream()
        .filter(ProviderDefaults::isDynamic)
        .map(input -> input.name() + ":" + dimensions(input, shape))
        .collect(Collectors.joining(","));
  }

  /** An input of any role is [batch, sequence]; a dimension that is a number stays as it is. */
  private static String dimensions(TensorDescription input, BatchShape shape) {
    StringBuilder dims = new StringBuilder();
    for (int axis = 0; axis < input.shape().size(); axis++) {
      String size = input.shape().get(axis);
      int dynamic = axis == 0 ? shape.rows() : shape.length();
      dims.append(axis == 0 ? "" : "x").append(isNumber(size) ? size : dynamic);
    }
    return dims.toString();
  }

  private static boolean isDynamic(TensorDescription input) {
    return !input.shape().stream().allMatch(ProviderDefaults::isNumber);
  }

  private static boolean isNumber(String size) {
    return size.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }
}
