package io.heed.converter.samediff;

import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The process-wide set-up of ND4J for deterministic training. Thread-safe, idempotent. */
public final class Nd4jSetup {
  private static boolean applied;

  private Nd4jSetup() {}

  /**
   * Applies the set-up on the first call; must run before any other use of ND4J in the process.
   *
   * <ul>
   *   <li>SameDiff's array cache is switched off (the property's name is inverted: its default
   *       {@code true} means that the cache is on). With the cache, repeated {@code output} calls
   *       on the same input return different losses.
   *   <li>{@code gather} gets a working gradient ({@link TrainableGather}).
   *   <li>JavaCPP's limits of native memory are switched off: with them every allocation reads the
   *       process' size from the operating system under a lock of the whole process, which leaves
   *       two workers little to do side by side.
   *   <li>One native thread: an OpenMP team a call made the small operations of these networks
   *       three times slower on two cores, and one thread makes sums reproducible. Parallelism is
   *       the trainer's: a worker a core.
   * </ul>
   */
  public static synchronized void apply() {
    if (applied) {
      useOneNativeThread();
      return;
    }
    setIfAbsent(ND4JSystemProperties.SAMEDIFF_MEMORY_CACHE_DISABLE, "false");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    setIfAbsent("org.slf4j.simpleLogger.log.org.nd4j", "error");
    Nd4j.getExecutioner();
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    useOneNativeThread();
    TrainableGather.register();
    applied = true;
  }

  /**
   * Gives the calling thread's native calls one thread. OpenMP keeps that number by calling thread,
   * so every thread that runs graphs must call this; {@link #apply()} does it for its caller.
   */
  public static void useOneNativeThread() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
