package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtClassPathTest {
  @TempDir Path temp;

  @Test
  void check_bothArtifacts_namesBothAndWhatToRemove() throws IOException {
    Path cpu = jar("onnxruntime-1.28.0.jar");
    Path gpu = jar("onnxruntime_gpu-1.28.0.jar");
    try (URLClassLoader loader = loader(cpu, gpu)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> OrtClassPath.check(loader));
      String message = String.valueOf(refused.getMessage());
      assertEquals(EngineException.Kind.RUNTIME, refused.kind());
      assertTrue(message.contains(cpu + " (com.microsoft.onnxruntime:onnxruntime)"), message);
      assertTrue(message.contains(gpu + " (com.microsoft.onnxruntime:onnxruntime_gpu)"), message);
      assertTrue(message.contains("remove onnxruntime to run on GPUs"), message);
    }
  }

  @Test
  void check_oneArtifact_isContent() throws IOException {
    Path gpu = jar("onnxruntime_gpu-1.28.0.jar");
    try (URLClassLoader loader = loader(gpu)) {
      assertDoesNotThrow(() -> OrtClassPath.check(loader));
      assertEquals(List.of(gpu.toString()), OrtClassPath.places(loader));
    }
  }

  @Test
  void places_ofThisTest_areOneJarThatIsThere() {
    List<String> places = OrtClassPath.places(OrtClassPathTest.class.getClassLoader());
    assertEquals(1, places.size(), places::toString);
    assertTrue(Files.isRegularFile(Path.of(places.get(0))), places::toString);
  }

  /** In a JVM of its own, where the second artifact is on the class path. */
  @Test
  void environment_withBothArtifacts_isRefusedAtEachCallWithBothNames()
      throws IOException, InterruptedException {
    Path gpu = jar("onnxruntime_gpu-1.28.0.jar");
    Path said = temp.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + gpu,
                Twice.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    List<String> lines = Files.readAllLines(said);
    assertEquals(2, lines.size(), lines::toString);
    for (String line : lines) {
      assertTrue(line.startsWith("RUNTIME ONNX Runtime is on the class path 2 times"), line);
      assertTrue(line.contains(gpu.toString()), line);
    }
  }

  /** Asks for the environment twice and prints the refusals. */
  static final class Twice {
    private Twice() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try {
          OrtRuntime.environment();
        } catch (EngineException e) {
          System.out.println(e.kind() + " " + e.getMessage());
        }
      }
    }
  }

  private static URLClassLoader loader(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private Path jar(String name) throws IOException {
    Path file = temp.resolve(name);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry("ai/onnxruntime/OrtEnvironment.class"));
      jar.closeEntry();
    }
    return file;
  }
}
