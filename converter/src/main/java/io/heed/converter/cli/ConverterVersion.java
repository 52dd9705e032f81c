package io.heed.converter.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. Stateless. */
final class ConverterVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = ConverterVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "heed " + (version != null ? version : "(not from a jar)"),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
