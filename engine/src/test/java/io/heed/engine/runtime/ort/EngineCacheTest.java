package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.AcceleratorOptions;
import io.heed.engine.runtime.Device;
import io.heed.engine.testing.TinyOnnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
  private static final GpuHost HOST = new GpuHost("580.65.06", "NVIDIA H200", "10.9.0");

  @TempDir private Path temp;

  @Test
  void caches_anyFactThatDiffers_haveEnginesOfTheirOwn() throws IOException {
    ModelSource model = model("weights");
    OrtOptions options = options();
    Map<String, String> fp32 = Map.of("trt_fp16_enable", "0", "trt_profile_max_shapes", "i:8x16");
    List<SortedMap<String, String>> all = new ArrayList<>();
    all.add(Acceleration.caches(model, options, fp32, HOST));
    all.add(Acceleration.caches(model, options, Map.of("trt_fp16_enable", "1"), HOST));
    all.add(Acceleration.caches(model("other weights"), options, fp32, HOST));
    all.add(
        Acceleration.caches(
            model("weights"), options, fp32, new GpuHost("581", "NVIDIA H200", "10.9.0")));
    all.add(
        Acceleration.caches(model, options, fp32, new GpuHost("580.65.06", "Tesla T4", "10.9.0")));
    all.add(
        Acceleration.caches(
            model, options, fp32, new GpuHost("580.65.06", "NVIDIA H200", "10.13.3")));
    long engines = all.stream().map(map -> map.get("trt_engine_cache_path")).distinct().count();
    long timings = all.stream().map(map -> map.get("trt_timing_cache_path")).distinct().count();
    assertEquals(6, engines);
    assertEquals(4, timings, "timings of kernels are those of a host, whatever the model");
    assertEquals(
        all.get(0),
        Acceleration.caches(model("weights"), options, fp32, HOST),
        "and the same again");
  }

  @Test
  void caches_ofAModel_areOnAndSayWhatTheyDependOn() throws IOException {
    SortedMap<String, String> map =
        Acceleration.caches(model("weights"), options(), Map.of("trt_fp16_enable", "1"), HOST);
    assertEquals("1", map.get("trt_engine_cache_enable"));
    assertEquals("1", map.get("trt_timing_cache_enable"));
    Path engines = Path.of(String.valueOf(map.get("trt_engine_cache_path")));
    assertTrue(engines.startsWith(temp.resolve("cache")) && Files.isDirectory(engines));
    List<String> facts = Files.readAllLines(engines.resolve("engine.properties"));
    assertTrue(facts.contains("driver=580.65.06"), facts::toString);
    assertTrue(facts.contains("gpus=NVIDIA H200"), facts::toString);
    assertTrue(facts.contains("tensorrt=10.9.0"), facts::toString);
    assertTrue(facts.contains("trt_fp16_enable=1"), facts::toString);
    assertTrue(facts.contains("device=tensorrt:0"), facts::toString);
    assertTrue(facts.stream().anyMatch(fact -> fact.startsWith("onnxruntime=1.")));
  }

  @Test
  void caches_callersOwnPath_areLeftToTheCaller() throws IOException {
    OrtOptions own =
        new OrtOptions(1, Device.parse("tensorrt").get(0), Map.of("trt_engine_cache_path", "/x"));
    assertEquals(Map.of(), Acceleration.caches(model("weights"), own, Map.of(), HOST));
    OrtOptions off =
        new OrtOptions(1, Device.parse("tensorrt").get(0), Map.of("trt_engine_cache_enable", "0"));
    assertEquals(Map.of(), Acceleration.caches(model("weights"), off, Map.of(), HOST));
  }

  @Test
  void caches_directoryThatCannotBeMade_isRefusedWithItsName() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "in the way");
    OrtOptions options =
        options()
            .with(
                AcceleratorOptions.DEFAULT.withTensorRtCache(file.resolve("cache")),
                options().shapes());
    ModelSource model = model("weights");
    EngineException refused =
        assertThrows(
            EngineException.class, () -> Acceleration.caches(model, options, Map.of(), HOST));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("TensorRT cache " + file.resolve("cache") + ": "), message);
    assertTrue(message.contains("--tensorrt-cache"), message);
  }

  @Test
  void sha256_ofAFile_holdsTheWeightsBesideIt() throws Exception {
    byte[] graph = new TinyOnnx().external("w", TinyOnnx.FLOAT, "w.data").bytes();
    byte[] weights = {1, 2, 3};
    Files.write(temp.resolve("w.data"), weights);
    Path file = Files.write(temp.resolve("model.onnx"), graph);
    MessageDigest both = MessageDigest.getInstance("SHA-256");
    both.update(graph);
    both.update(weights);
    assertEquals(HexFormat.of().formatHex(both.digest()), ModelSource.of(file).sha256());
    Files.delete(temp.resolve("w.data"));
    EngineException missing =
        assertThrows(EngineException.class, () -> ModelSource.of(file).sha256());
    assertTrue(String.valueOf(missing.getMessage()).contains("w.data"));
    assertNotEquals(ModelSource.of(graph, "a").sha256(), ModelSource.of(new byte[0], "a").sha256());
  }

  @Test
  void usual_directory_isThatOfTheUsersCaches() {
    Path home = Path.of("/home/me");
    assertEquals(Path.of("/home/me/.cache/heed/tensorrt"), EngineCache.usual(Map.of(), home));
    assertEquals(
        Path.of("/caches/heed/tensorrt"),
        EngineCache.usual(Map.of("XDG_CACHE_HOME", "/caches"), home));
    assertEquals(
        Path.of("/local/heed/tensorrt"),
        EngineCache.usual(new TreeMap<>(Map.of("LOCALAPPDATA", "/local")), home));
  }

  private ModelSource model(String weights) throws IOException {
    Path file = temp.resolve("model-" + weights.length() + ".onnx");
    Files.write(file, new TinyOnnx().input(weights, TinyOnnx.INT64, "b", "s").bytes());
    return ModelSource.of(file);
  }

  private OrtOptions options() {
    OrtOptions plain = new OrtOptions(1, Device.parse("tensorrt").get(0), Map.of());
    return plain.with(
        AcceleratorOptions.DEFAULT.withTensorRtCache(temp.resolve("cache")), plain.shapes());
  }
}
