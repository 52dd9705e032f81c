package io.heed.engine.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
  @TempDir Path temp;

  @Test
  void read_handMade_tellsNamesAndPaths() throws IOException {
    Path file =
        FakeElf.named("libx.so.1")
            .needs("libcudart.so.12", "libc.so.6")
            .runPath("$ORIGIN:/opt/x")
            .rPath("/old")
            .machine(FakeElf.AARCH64)
            .at(temp.resolve("libx.so.1.2"));
    ElfFile elf = ElfFile.read(file);
    assertEquals("libx.so.1", elf.soname());
    assertEquals(List.of("libcudart.so.12", "libc.so.6"), elf.needed());
    assertEquals(List.of("$ORIGIN", "/opt/x"), elf.runPath());
    assertEquals(List.of("/old"), elf.rPath());
    assertEquals(183, elf.machine());
  }

  /** A library that a linker made: Java's own. */
  @Test
  void read_javasLibrary_needsTheVirtualMachine() throws IOException {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    assumeTrue(Files.exists(library), "no " + library + ": not Linux");
    assertTrue(ElfFile.read(library).needed().contains("libjvm.so"), library::toString);
  }

  @Test
  void read_noElf_isRefusedWithItsName() throws IOException {
    Path script = Files.writeString(temp.resolve("libc.so"), "GROUP ( /lib/libc.so.6 ) ".repeat(9));
    IOException refused = assertThrows(IOException.class, () -> ElfFile.read(script));
    assertTrue(String.valueOf(refused.getMessage()).contains("libc.so: no 64-bit"));
  }

  @Test
  void read_cutAnywhere_isRefused() throws IOException {
    byte[] whole = FakeElf.named("libx.so.1").needs("liby.so").bytes();
    Path file = temp.resolve("libx.so.1");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> ElfFile.read(file), "of length " + length);
    }
  }

  @Test
  void read_randomBytesChanged_givesNamesOrAnIoException() throws IOException {
    long seed = 20261122;
    Random random = new Random(seed);
    byte[] whole = FakeElf.named("libx.so.1").needs("liby.so").bytes();
    Path file = temp.resolve("libx.so.1");
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k < 3; k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        ElfFile.read(file);
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 0, "none refused, seed " + seed);
  }
}
