package io.heed.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindFailureTest {
  @TempDir Path emptyProc;

  @Test
  void of_portInUse_namesProtocolPortAndAddress() {
    assertEquals(
        "HTTP port 8000 of 0.0.0.0 is in use by another process",
        message(8000, new IOException("Failed", new BindException("Address already in use"))));
  }

  @Test
  void of_privilegedPort_saysWhichOnesAreNot() {
    assertEquals(
        "HTTP port 80 of 0.0.0.0 is for privileged users only, expected one above 1023",
        message(80, new BindException("Permission denied")));
  }

  @Test
  void of_anythingElse_quotesTheOperatingSystem() {
    assertEquals(
        "HTTP port 8000 of 0.0.0.0 cannot be opened: Cannot assign requested address",
        message(8000, new IOException(new BindException("Cannot assign requested address"))));
  }

  private String message(int port, IOException failure) {
    return BindFailure.of("HTTP", new InetSocketAddress("0.0.0.0", port), failure, emptyProc)
        .getMessage();
  }
}
