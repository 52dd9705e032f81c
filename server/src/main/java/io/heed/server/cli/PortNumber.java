package io.heed.server.cli;

import io.heed.server.Ports;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port: a number, or {@code off}. Stateless. */
final class PortNumber implements ITypeConverter<Integer> {
  private static final int LAST = 65_535;

  PortNumber() {}

  @Override
  public Integer convert(String value) {
    if (value.equals("off")) {
      return Ports.OFF;
    }
    if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= LAST) {
      return Integer.valueOf(value);
    }
    throw new TypeConversionException(
        "\"" + value + "\", expected 0 (any free port) to " + LAST + ", or off");
  }
}
