package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shared library on disk. Immutable.
 *
 * @param soname the name it goes by, such as {@code libcudart.so.12}
 * @param file where it was found
 * @param version the number in the name of the file that links lead to, such as 12.4.127; empty
 *     where the name has none
 * @param onLoaderPath whether the loader finds it by its name alone
 */
public record LibraryFile(String soname, Path file, String version, boolean onLoaderPath) {
  private static final Pattern VERSION = Pattern.compile("\\.so\\.([0-9][0-9.]*)$");

  static LibraryFile of(String soname, Path file, boolean onLoaderPath) {
    String version = version(soname);
    try {
      String real = version(file.toRealPath().getFileName().toString());
      version = real.isEmpty() ? version : real;
    } catch (IOException e) { // the name it goes by will do
      return new LibraryFile(soname, file, version, onLoaderPath);
    }
    return new LibraryFile(soname, file, version, onLoaderPath);
  }

  /** What stands behind {@code .so.} in a name, or nothing. */
  static String version(String name) {
    Matcher matcher = VERSION.matcher(name);
    return matcher.find() ? matcher.group(1) : "";
  }
}
