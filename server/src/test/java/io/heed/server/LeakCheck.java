package io.heed.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class whose tests, or those of one before it, lost a Netty buffer without releasing it.
 * Every buffer is followed. Registered for all tests in {@code META-INF/services}, so that it comes
 * before Netty makes its detectors.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  private static final int PROBES = 4;

  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  static {
    System.setProperty("io.netty.leakDetection.targetRecords", "8");
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new CollectingFactory());
  }

  @Override
  public void beforeAll(ExtensionContext context) {} // loads the class early enough

  /** The detector learns from the garbage collector, and tells when the next buffer is made. */
  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getParent().map(parent -> parent.getParent().isPresent()).orElse(false)) {
      return; // a nested class
    }
    for (int i = 0; i < PROBES; i++) {
      System.gc();
      ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(1);
      probe.release();
    }
    StringBuilder leaks = new StringBuilder();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.append(leak).append('\n');
    }
    if (leaks.length() > 0) {
      throw new AssertionError("buffers were lost without being released: " + leaks);
    }
  }

  private static final class CollectingFactory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // abstract in the super class
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(resource, samplingInterval);
      detector.setLeakListener((type, records) -> LEAKS.add(type + ' ' + records));
      return detector;
    }
  }
}
