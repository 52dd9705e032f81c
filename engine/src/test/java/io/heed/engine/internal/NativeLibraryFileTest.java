package io.heed.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryFileTest {
  @Test
  void keep_firstAndSecondTime_extractsOnceAndLeavesNothingElse(@TempDir Path temp)
      throws IOException {
    URL resource = jarEntry(temp, "a.jar", "first");
    Path folder = temp.resolve("natives/x");
    Path file = NativeLibraryFile.keep(resource, folder, "libx.so");
    assertEquals("first", Files.readString(file));
    Files.writeString(file, "left alone");
    assertEquals(file, NativeLibraryFile.keep(resource, folder, "libx.so"));
    assertEquals("left alone", Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void fingerprint_ofOtherContent_isAnother(@TempDir Path temp) throws IOException {
    String one = NativeLibraryFile.fingerprint(jarEntry(temp, "a.jar", "one"));
    String two = NativeLibraryFile.fingerprint(jarEntry(temp, "b.jar", "two"));
    assertNotEquals(one, two);
    assertEquals(one, NativeLibraryFile.fingerprint(jarEntry(temp, "c.jar", "one")));
  }

  private static URL jarEntry(Path temp, String name, String content) throws IOException {
    Path jar = temp.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("lib/libx.so"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return URI.create("jar:" + jar.toUri() + "!/lib/libx.so").toURL();
  }
}
