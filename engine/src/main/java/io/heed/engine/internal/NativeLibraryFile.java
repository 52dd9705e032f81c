package io.heed.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.jar.JarFile;

/**
 * A native library that lies in a jar, brought to the file system. With the system property {@value
 * #DIRECTORY_PROPERTY} it is extracted into that directory once and found there at later starts;
 * several processes may do so at the same time. Stateless.
 */
public final class NativeLibraryFile {
  /** Names the directory that keeps extracted native libraries between starts. */
  public static final String DIRECTORY_PROPERTY = "heed.native.dir";

  private NativeLibraryFile() {}

  /** The directory that keeps native libraries, if one was named. */
  public static Optional<Path> directory() {
    String directory = System.getProperty(DIRECTORY_PROPERTY, "");
    return directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory));
  }

  /** The library as a file of the given name in a folder; extracted if it is not there. */
  public static Path keep(URL resource, Path folder, String fileName) throws IOException {
    Path target = folder.resolve(fileName);
    if (!Files.exists(target)) {
      Files.createDirectories(folder);
      Path partial = Files.createTempFile(folder, fileName, ".partial");
      try {
        extract(resource, partial);
        moveInto(partial, target);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    return target;
  }

  /** Writes the resource to a file, replacing what is there. */
  public static void extract(URL resource, Path target) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Size and CRC-32 as the jar's directory has them: no reading of the library itself. */
  public static String fingerprint(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        var entry = file.getEntry(jar.getEntryName());
        return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
      }
    }
    return Long.toHexString(connection.getLastModified()) + "-" + connection.getContentLengthLong();
  }

  private static void moveInto(Path partial, Path target) throws IOException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target)) { // else another process was first
        throw e;
      }
    }
  }
}
