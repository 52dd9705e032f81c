package io.heed.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code /proc} of three sockets: 8001 (1F41) listening, 8001 connected, 8002 (1F42) listening.
 */
class PortHolderTest {
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  @TempDir Path proc;

  @BeforeEach
  void machine() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("net/tcp"),
        HEADER
            + "   0: 0100007F:1F41 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000"
            + "  1000        0 7001 1\n"
            + "   1: 00000000:1F42 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
            + "  1000        0 7002 1\n");
    Files.writeString(
        proc.resolve("net/tcp6"),
        HEADER
            + "   0: 00000000000000000000000000000000:1F41 00000000000000000000000000000000:0000 0A"
            + " 00000000:00000000 00:00000000 00000000  1000        0 7003 1\n");
    process("41", "curl", "socket:[7001]");
    process("42", "tritonserver\0--http-port\0" + "8001\0", "pipe:[9]", "socket:[7003]");
  }

  private void process(String number, String command, String... files) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(number).resolve("fd"));
    for (int i = 0; i < files.length; i++) {
      Files.createSymbolicLink(folder.resolve(Integer.toString(i)), Path.of(files[i]));
    }
    Files.writeString(proc.resolve(number).resolve("cmdline"), command);
  }

  @Test
  void of_portSomebodyListensOn_namesTheProcessAndItsCommand() {
    assertEquals(
        Optional.of("process 42 (tritonserver --http-port 8001)"), PortHolder.of(8001, proc));
  }

  @Test
  void of_portOfAProcessThatCannotBeLookedInto_isEmpty() {
    assertEquals(Optional.empty(), PortHolder.of(8002, proc));
  }

  @Test
  void of_freePort_isEmpty() {
    assertEquals(Optional.empty(), PortHolder.of(8003, proc));
  }

  @Test
  void of_machineWithoutProc_isEmpty() {
    assertEquals(Optional.empty(), PortHolder.of(8001, proc.resolve("missing")));
  }
}
