package io.heed.engine.runtime.ort;

import io.heed.engine.runtime.Device;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The option keys that ONNX Runtime's execution providers know ("CUDA Execution Provider" and
 * "TensorRT Execution Provider" of its documentation). Stateless.
 */
final class ProviderKeys {
  private static final Set<String> CUDA =
      Set.of(
          "arena_extend_strategy",
          "cudnn_conv1d_pad_to_nc1d",
          "cudnn_conv_algo_search",
          "cudnn_conv_use_max_workspace",
          "do_copy_in_default_stream",
          "enable_cuda_graph",
          "enable_cudnn",
          "enable_skip_layer_norm_strict_mode",
          "fuse_conv_bias",
          "gpu_external_alloc",
          "gpu_external_empty_cache",
          "gpu_external_free",
          "gpu_mem_limit",
          "prefer_nhwc",
          "sdpa_kernel",
          "tunable_op_enable",
          "tunable_op_max_tuning_duration_ms",
          "tunable_op_tuning_enable",
          "use_ep_level_unified_stream",
          "use_tf32",
          "user_compute_stream");

  private static final Set<String> TENSORRT =
      Set.of(
          "trt_auxiliary_streams",
          "trt_bf16_enable",
          "trt_build_heuristics_enable",
          "trt_builder_optimization_level",
          "trt_context_memory_sharing_enable",
          "trt_cuda_graph_enable",
          "trt_detailed_build_log",
          "trt_dla_core",
          "trt_dla_enable",
          "trt_dump_ep_context_model",
          "trt_dump_subgraphs",
          "trt_engine_cache_enable",
          "trt_engine_cache_path",
          "trt_engine_cache_prefix",
          "trt_engine_decryption_enable",
          "trt_engine_decryption_lib_path",
          "trt_engine_hw_compatible",
          "trt_ep_context_embed_mode",
          "trt_ep_context_file_path",
          "trt_extra_plugin_lib_paths",
          "trt_force_sequential_engine_build",
          "trt_force_timing_cache",
          "trt_fp16_enable",
          "trt_int8_calibration_table_name",
          "trt_int8_enable",
          "trt_int8_use_native_calibration_table",
          "trt_layer_norm_fp32_fallback",
          "trt_max_partition_iterations",
          "trt_max_workspace_size",
          "trt_min_subgraph_size",
          "trt_onnx_model_folder_path",
          "trt_op_types_to_exclude",
          "trt_preview_features",
          "trt_profile_max_shapes",
          "trt_profile_min_shapes",
          "trt_profile_opt_shapes",
          "trt_sparsity_enable",
          "trt_tactic_sources",
          "trt_timing_cache_enable",
          "trt_timing_cache_path",
          "trt_weight_stripped_engine_enable",
          "user_compute_stream");

  private ProviderKeys() {}

  /**
   * Checks the keys, and the values of some.
   *
   * @throws IllegalArgumentException that names the unknown key and those that are known, or the
   *     value and what was expected
   */
  static void check(Device device, Map<String, String> options) {
    Set<String> known =
        switch (device.kind()) {
          case CPU, AUTO -> Set.of();
          case CUDA -> CUDA;
          case TENSORRT -> union(TENSORRT, CUDA);
        };
    for (String key : new TreeSet<>(options.keySet())) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "provider option \""
                + key
                + "\" for device "
                + device
                + ", expected "
                + (known.isEmpty() ? "none" : "one of " + new TreeSet<>(known)));
      }
    }
    ProviderValues.check(options);
  }

  /** Those for TensorRT; the rest goes to CUDA, which takes the nodes that TensorRT does not. */
  static boolean isForTensorRt(String key) {
    return TENSORRT.contains(key);
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }
}
