package io.heed.server.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. Stateless. */
final class HeedVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = HeedVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "heed " + (version != null ? version : "(not from a jar)"),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
