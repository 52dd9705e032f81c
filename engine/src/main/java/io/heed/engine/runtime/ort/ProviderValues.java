package io.heed.engine.runtime.ort;

import java.util.Map;
import java.util.regex.Pattern;

/** What values the options of providers take that are wrong most easily. Stateless. */
final class ProviderValues {
  private static final Expected BYTES = new Expected("[0-9]{1,19}", "a number of bytes");
  private static final Expected FLAG = new Expected("0|1|[Tt]rue|[Ff]alse", "0 or 1");

  /** A replayed graph never looks at the inputs of the call: every answer would be the first. */
  private static final Expected NO_CUDA_GRAPH =
      new Expected(
          "0|[Ff]alse",
          "0: a CUDA graph reads the device memory that it was captured with, which ONNX Runtime's"
              + " Java API cannot write, so that every run would answer the first one's texts");

  private static final Map<String, Expected> KNOWN =
      Map.ofEntries(
          Map.entry("gpu_mem_limit", BYTES),
          Map.entry("trt_max_workspace_size", BYTES),
          Map.entry(
              "arena_extend_strategy",
              new Expected(
                  "kNextPowerOfTwo|kSameAsRequested", "kNextPowerOfTwo or kSameAsRequested")),
          Map.entry(
              "cudnn_conv_algo_search",
              new Expected("EXHAUSTIVE|HEURISTIC|DEFAULT", "EXHAUSTIVE, HEURISTIC or DEFAULT")),
          Map.entry("sdpa_kernel", new Expected("[0-9]{1,4}", "a sum of kernels' numbers")),
          Map.entry("use_tf32", FLAG),
          Map.entry("do_copy_in_default_stream", FLAG),
          Map.entry("enable_cuda_graph", NO_CUDA_GRAPH),
          Map.entry("trt_cuda_graph_enable", NO_CUDA_GRAPH),
          Map.entry("trt_fp16_enable", FLAG),
          Map.entry("trt_int8_enable", FLAG),
          Map.entry("trt_engine_cache_enable", FLAG),
          Map.entry("trt_timing_cache_enable", FLAG));

  private ProviderValues() {}

  /**
   * Checks the values of the keys that are known here.
   *
   * @throws IllegalArgumentException that names key, value and what was expected
   */
  static void check(Map<String, String> options) {
    options.forEach(
        (key, value) -> {
          Expected expected = KNOWN.get(key);
          if (expected != null && !expected.pattern().matcher(value).matches()) {
            throw new IllegalArgumentException(
                "provider option \"" + key + "\": \"" + value + "\", expected " + expected.words());
          }
        });
  }

  private record Expected(Pattern pattern, String words) {
    Expected(String regex, String words) {
      this(Pattern.compile(regex), words);
    }
  }
}
