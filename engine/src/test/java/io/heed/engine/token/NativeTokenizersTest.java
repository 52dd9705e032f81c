package io.heed.engine.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeTokenizersTest {
  /** The right column: the folders of the jar, as its directory lists them. */
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x86_64",
  })
  void folder_ofAPlatform_isDjlsNameOfIt(String osName, String osArch, String expected) {
    assertEquals(Optional.of(expected), NativeTokenizers.folder(osName, osArch));
  }

  @ParameterizedTest
  @CsvSource({"SunOS, sparcv9", "'', ''"})
  void folder_ofAnotherPlatform_isEmpty(String osName, String osArch) {
    assertEquals(Optional.empty(), NativeTokenizers.folder(osName, osArch));
  }
}
