package io.heed.converter.ort;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a graph is loaded and run. Immutable; every method gives changed options.
 *
 * @param optimization what ONNX Runtime rewrites at load
 * @param threads the threads of one run, the caller's among them
 * @param optimizedModel where the graph as it was rewritten is to be written
 * @param profilePrefix how the name of a profile begins, which is written at the end
 * @param config further entries of the session's configuration
 */
public record OrtGraphOptions(
    Optimization optimization,
    int threads,
    Optional<Path> optimizedModel,
    Optional<Path> profilePrefix,
    Map<String, String> config) {

  /** What ONNX Runtime rewrites at load: nothing, or everything up to a level. */
  public enum Optimization {
    /** The graph runs node for node as it is. */
    NONE,
    /** Constants are folded and redundant nodes removed. */
    BASIC,
    /** Operators are fused, into operators of domain {@code com.microsoft} too. */
    EXTENDED,
    /** The layout of data in memory is changed too; what is served runs so. */
    ALL
  }

  /** Everything is optimised, one thread, nothing is written. */
  public static final OrtGraphOptions DEFAULT =
      new OrtGraphOptions(Optimization.ALL, 1, Optional.empty(), Optional.empty(), Map.of());

  /** Checks the number of threads. */
  public OrtGraphOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; expected at least 1");
    }
    config = Map.copyOf(config);
  }

  /** With another level of optimisation. */
  public OrtGraphOptions optimization(Optimization level) {
    return new OrtGraphOptions(level, threads, optimizedModel, profilePrefix, config);
  }

  /** With another number of threads. */
  public OrtGraphOptions threads(int count) {
    return new OrtGraphOptions(optimization, count, optimizedModel, profilePrefix, config);
  }

  /** With the graph as it was rewritten as an ONNX file. */
  public OrtGraphOptions optimizedModel(Path file) {
    return new OrtGraphOptions(optimization, threads, Optional.of(file), profilePrefix, config);
  }

  /** With a profile of every operator of every run; its name is the prefix and a date. */
  public OrtGraphOptions profilePrefix(Path prefix) {
    return new OrtGraphOptions(optimization, threads, optimizedModel, Optional.of(prefix), config);
  }

  /** With an entry of the session's configuration, such as {@code session.disable_prepacking}. */
  public OrtGraphOptions config(String key, String value) {
    Map<String, String> entries = new LinkedHashMap<>(config);
    entries.put(key, value);
    return new OrtGraphOptions(optimization, threads, optimizedModel, profilePrefix, entries);
  }
}
