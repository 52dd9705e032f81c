package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.BatchShape;
import io.heed.engine.batch.ShapeBuckets;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.runtime.ShapeRange;
import io.heed.engine.testing.TinyOnnx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderDefaultsTest {
  private static final ShapeRange RANGE =
      ShapeRange.of(TokenBudgetBatchPolicy.of(ShapeBuckets.of(512, 128, 16_384), 64), 512);

  @Test
  void cuda_plainGraph_getsTheDefaultsAndNoLimit() {
    assertEquals(
        Map.of(
            "arena_extend_strategy", "kSameAsRequested",
            "cudnn_conv_algo_search", "HEURISTIC",
            "do_copy_in_default_stream", "1",
            "use_tf32", "1"),
        ProviderDefaults.cuda(AcceleratorOptions.DEFAULT, summary(bert())));
  }

  @Test
  void cuda_memoryLimit_isPassedInBytes() {
    Map<String, String> options =
        ProviderDefaults.cuda(
            AcceleratorOptions.DEFAULT.withMemoryLimit(8L << 30), summary(bert()));
    assertEquals("8589934592", options.get("gpu_mem_limit"));
  }

  /** The kernels' numbers: flash 1, efficient 2, TensorRT fused 4, math 16, TensorRT flash 32. */
  @ParameterizedTest
  @ValueSource(strings = {"PackedAttention", "PackedMultiHeadAttention"})
  void cuda_packedAttention_lowersTheFlashKernelsShortestLength(String operator) {
    TinyOnnx packed = bert().named("com.microsoft", operator, "attention", "a", "x");
    assertEquals(
        "55",
        ProviderDefaults.cuda(AcceleratorOptions.DEFAULT, summary(packed)).get("sdpa_kernel"));
  }

  @Test
  void tensorRt_dynamicInputs_allHaveProfilesOfTheBuckets() {
    Map<String, String> options =
        ProviderDefaults.tensorRt(AcceleratorOptions.DEFAULT, summary(bert()), RANGE);
    assertEquals("input_ids:1x16,attention_mask:1x16", options.get("trt_profile_min_shapes"));
    assertEquals("input_ids:32x128,attention_mask:32x128", options.get("trt_profile_opt_shapes"));
    assertEquals("input_ids:128x512,attention_mask:128x512", options.get("trt_profile_max_shapes"));
    assertEquals("0", options.get("trt_fp16_enable"));
    assertEquals("0", options.get("trt_int8_enable"));
    assertFalse(options.containsKey("trt_max_workspace_size"));
  }

  @Test
  void tensorRt_fixedDimensions_stayAsTheyAre() {
    TinyOnnx model =
        new TinyOnnx()
            .input("input_ids", TinyOnnx.INT64, "b", "384")
            .input("attention_mask", TinyOnnx.INT64, "1", "384");
    Map<String, String> options =
        ProviderDefaults.tensorRt(AcceleratorOptions.DEFAULT, summary(model), RANGE);
    assertEquals("input_ids:128x384", options.get("trt_profile_max_shapes"));
    TinyOnnx fixed = new TinyOnnx().input("input_ids", TinyOnnx.INT64, "8", "384");
    assertFalse(
        ProviderDefaults.tensorRt(AcceleratorOptions.DEFAULT, summary(fixed), RANGE)
            .containsKey("trt_profile_min_shapes"));
  }

  @Test
  void tensorRt_operatorOfAnotherDomain_getsNoProfiles() {
    TinyOnnx parts = bert().named("com.microsoft", "Attention", "attention", "a", "x");
    Map<String, String> options =
        ProviderDefaults.tensorRt(AcceleratorOptions.DEFAULT, summary(parts), RANGE);
    assertEquals(Map.of("trt_fp16_enable", "0", "trt_int8_enable", "0"), options);
  }

  @Test
  void tensorRt_quantisedOrHalf_setsTheFlags() {
    TinyOnnx model =
        bert().node("QuantizeLinear", "q", "x", "s").external("w", TinyOnnx.FLOAT16, "w.data");
    Map<String, String> options =
        ProviderDefaults.tensorRt(
            AcceleratorOptions.DEFAULT.withMemoryLimit(1 << 20), summary(model), RANGE);
    assertEquals("1", options.get("trt_fp16_enable"));
    assertEquals("1", options.get("trt_int8_enable"));
    assertEquals("1048576", options.get("trt_max_workspace_size"));
    assertEquals(
        "1",
        ProviderDefaults.tensorRt(
                AcceleratorOptions.DEFAULT.withTensorRtHalf(true), summary(bert()), RANGE)
            .get("trt_fp16_enable"));
  }

  @Test
  void range_policyWithoutKnownShapes_goesFromOneTokenToItsLimits() {
    assertEquals(
        new ShapeRange(new BatchShape(1, 1), new BatchShape(8, 40), new BatchShape(8, 48)),
        new ShapeRange(
            ShapeRange.of(TokenBudgetBatchPolicy.of(64, 8, 64, 16), 40).smallest(),
            new BatchShape(8, 40),
            ShapeRange.of(TokenBudgetBatchPolicy.of(64, 8, 64, 16), 40).largest()));
  }

  @Test
  void merged_callersOption_comesBeforeTheDefault() {
    Map<String, String> merged =
        ProviderDefaults.merged(
            cuda(),
            ProviderDefaults.cuda(AcceleratorOptions.DEFAULT, summary(bert())),
            Map.of("use_tf32", "0", "gpu_mem_limit", "1"));
    assertEquals("0", merged.get("use_tf32"));
    assertEquals("1", merged.get("gpu_mem_limit"));
    assertEquals("kSameAsRequested", merged.get("arena_extend_strategy"));
  }

  @ParameterizedTest
  @CsvSource({
    "gpu_mem_limit, lots, a number of bytes",
    "gpu_mem_limit, 4g, a number of bytes",
    "use_tf32, yes, 0 or 1",
    "arena_extend_strategy, kGrow, kNextPowerOfTwo or kSameAsRequested",
    "cudnn_conv_algo_search, FAST, 'EXHAUSTIVE, HEURISTIC or DEFAULT'",
    "sdpa_kernel, FLASH, a sum of kernels' numbers",
  })
  void check_valueThatCannotBe_isNamedWithWhatWasExpected(
      String key, String value, String expected) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ProviderKeys.check(cuda(), Map.of(key, value)));
    assertEquals(
        "provider option \"" + key + "\": \"" + value + "\", expected " + expected,
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "CUDA,enable_cuda_graph",
    "TENSORRT,enable_cuda_graph",
    "TENSORRT,trt_cuda_graph_enable"
  })
  void check_cudaGraph_isRefusedSinceAnswersWouldBeStale(Device.Kind kind, String key) {
    Device device = new Device(kind, 0);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ProviderKeys.check(device, Map.of(key, "1")));
    assertTrue(String.valueOf(refused.getMessage()).contains("answer the first one's texts"));
    ProviderKeys.check(device, Map.of(key, "0"));
  }

  @Test
  void check_tensorRt_takesKeysOfCudaToo() {
    Device tensorRt = Device.parse("tensorrt").get(0);
    ProviderKeys.check(tensorRt, Map.of("use_tf32", "0", "trt_fp16_enable", "1"));
    assertTrue(ProviderKeys.isForTensorRt("trt_fp16_enable"));
    assertFalse(ProviderKeys.isForTensorRt("use_tf32"));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProviderKeys.check(cuda(), Map.of("trt_fp16_enable", "1")));
  }

  @Test
  void options_limitsThatCannotBe_areRefusedByName() {
    assertEquals(
        "gpuMemoryLimit: 0 bytes, expected 1 or more",
        assertThrows(
                IllegalArgumentException.class, () -> AcceleratorOptions.DEFAULT.withMemoryLimit(0))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> AcceleratorOptions.DEFAULT.withShrinkAfterIdle(Duration.ofNanos(-1)));
  }

  private static Device cuda() {
    return Device.parse("cuda").get(0);
  }

  private static TinyOnnx bert() {
    return new TinyOnnx()
        .input("input_ids", TinyOnnx.INT64, "b", "s")
        .input("attention_mask", TinyOnnx.INT64, "b", "s");
  }

  private static OnnxSummary summary(TinyOnnx model) {
    return OnnxSummary.read(ByteBuffer.wrap(model.bytes()));
  }
}
