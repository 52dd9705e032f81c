package io.heed.bench;

import org.openjdk.jmh.util.Version;
import picocli.CommandLine.IVersionProvider;

/** The versions of what measures. Stateless. */
final class BenchVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      Version.getVersion().strip(),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
