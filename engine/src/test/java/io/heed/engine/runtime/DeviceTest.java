package io.heed.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @Test
  void parse_devices_readsKindAndIndex() {
    assertEquals(List.of(Device.CPU), Device.parse("cpu"));
    assertEquals(List.of(Device.AUTO), Device.parse("auto"));
    assertEquals(
        List.of(new Device(Device.Kind.CUDA, 0), new Device(Device.Kind.TENSORRT, 12)),
        Device.parse("cuda, tensorrt:12"));
    assertEquals("cuda:0", Device.parse("cuda").get(0).toString());
    assertEquals("cpu", Device.CPU.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x", "cpu:0", "cuda,", "cuda:1000"})
  void parse_anythingElse_isRefusedByName(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Device.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains("device: \"" + text + "\""));
  }
}
