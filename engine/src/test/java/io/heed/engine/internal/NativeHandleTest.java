package io.heed.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeHandleTest {
  @Test
  void open_afterOpenedAndClosed_namesWhatIsLeft() {
    NativeHandle.TENSOR.opened();
    NativeHandle.TENSOR.opened();
    NativeHandle.SESSION.opened();
    NativeHandle.SESSION.closed();
    assertEquals(Map.of(NativeHandle.TENSOR, 2L), NativeHandle.open());
    NativeHandle.TENSOR.closed();
    NativeHandle.TENSOR.closed();
    assertEquals(Map.of(), NativeHandle.open());
  }
}
