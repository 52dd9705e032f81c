package io.heed.engine.runtime.ort;

import io.heed.engine.error.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where TensorRT keeps the engines it built: a directory for each combination of what an engine
 * depends on, so that a stale one is never loaded. Stateless.
 */
final class EngineCache {
  private static final int KEY_LENGTH = 32;

  private EngineCache() {}

  /** The user's cache directory: {@code $XDG_CACHE_HOME/heed/tensorrt}, or that of the platform. */
  static Path usual(Map<String, String> environment, Path home) {
    String xdg = environment.get("XDG_CACHE_HOME");
    String local = environment.get("LOCALAPPDATA");
    Path caches =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : local != null && !local.isEmpty() ? Path.of(local) : home.resolve(".cache");
    return caches.resolve("heed").resolve("tensorrt");
  }

  /**
   * Options of the provider's caches; makes the directories. {@code engine.properties} in the
   * directory of the engines tells what they depend on.
   *
   * @param engine what an engine depends on: model, versions, GPU, options
   * @param host what the timings of kernels depend on, for all models
   * @throws EngineException of kind MODEL if the directory cannot be made or written
   */
  static SortedMap<String, String> options(
      Path root, SortedMap<String, String> engine, SortedMap<String, String> host) {
    Path engines = root.resolve("engines").resolve(key(engine));
    Path timings = root.resolve("timings").resolve(key(host));
    try {
      Files.createDirectories(engines);
      Files.createDirectories(timings);
      Files.writeString(engines.resolve("engine.properties"), lines(engine));
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          "TensorRT cache "
              + root
              + ": cannot be written: "
              + e
              + "; expected a directory that can be made and written, or another one, by"
              + " tensorRtCache or --tensorrt-cache",
          e);
    }
    SortedMap<String, String> options = new TreeMap<>();
    options.put("trt_engine_cache_enable", "1");
    options.put("trt_engine_cache_path", engines.toString());
    options.put("trt_timing_cache_enable", "1");
    options.put("trt_timing_cache_path", timings.toString());
    return options;
  }

  /** A name for the facts: another one if any of them is another. */
  static String key(SortedMap<String, String> facts) {
    byte[] digest = sha256().digest(lines(facts).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, KEY_LENGTH);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String lines(SortedMap<String, String> facts) {
    StringBuilder lines = new StringBuilder();
    facts.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    return lines.toString();
  }
}
