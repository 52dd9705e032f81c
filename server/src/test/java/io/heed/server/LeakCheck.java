package io.heed.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.server.net.RecordingLeakDetector;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class whose tests lost a Netty buffer without releasing it. Registered for all tests in
 * {@code META-INF/services}.
 */
public final class LeakCheck implements AfterAllCallback {
  private static int known;

  @Override
  public void afterAll(ExtensionContext context) {
    if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
      return; // not by Maven
    }
    List<String> leaks = RecordingLeakDetector.leaks();
    List<String> here = leaks.subList(known, leaks.size());
    known = leaks.size();
    assertEquals(List.of(), here, "buffers that were not released");
  }
}
