package io.heed.server.repository;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the version that a client asks for. Stateless. */
public final class ModelVersion {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  private ModelVersion() {}

  /**
   * The number.
   *
   * @return null for an empty text, which leaves the choice to the server
   * @throws ServerException (INVALID_ARGUMENT) if it is not a whole number from 1 on
   */
  public static @Nullable Long parse(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "model version: found \"" + text + "\", expected a whole number from 1 on");
    }
    return Long.parseLong(text);
  }
}
