package io.heed.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.engine.internal.NativeHandle;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a native handle open, and a class that does so after all its tests.
 * Registered for all tests in {@code META-INF/services}.
 */
public final class OpenHandleCheck
    implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(OpenHandleCheck.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put("before", NativeHandle.open());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Object before = context.getStore(NAMESPACE).get("before");
    assertEquals(before, NativeHandle.open(), "open native handles before and after the test");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertEquals(Map.of(), NativeHandle.open(), "native handles open after the class");
  }
}
