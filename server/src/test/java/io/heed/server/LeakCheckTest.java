package io.heed.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void detectors_areOursAndFollowEveryBuffer() {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    assertEquals(
        LeakCheck.class, ResourceLeakDetectorFactory.instance().getClass().getEnclosingClass());
  }
}
