package io.heed.server.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Netty's leak detector in all tests of the server, by a system property; keeps what it finds. */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  /** As Netty makes it. */
  public RecordingLeakDetector(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** As Netty makes it. */
  @SuppressWarnings("deprecation") // the constructor that Netty looks for
  public RecordingLeakDetector(Class<T> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval, maxActive);
  }

  /** The leaks so far; looks for those that only a garbage collection shows. */
  public static List<String> leaks() {
    if (getLevel() != Level.PARANOID) {
      throw new IllegalStateException("leak detection: " + getLevel() + ", expected PARANOID");
    }
    for (int round = 0; round < 3; round++) {
      System.gc();
      for (int i = 0; i < 100; i++) { // an allocation reports what was found
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        ByteBufAllocator.DEFAULT.compositeBuffer().release();
      }
    }
    return List.copyOf(LEAKS);
  }

  @Override
  protected void reportTracedLeak(String type, String records) {
    LEAKS.add(type + records);
    super.reportTracedLeak(type, records);
  }

  @Override
  protected void reportUntracedLeak(String type) {
    LEAKS.add(type);
    super.reportUntracedLeak(type);
  }
}
