package io.heed.server.repository;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.regex.Pattern;

/** Which names a model can have: none of them leads out of the repository's folder. Stateless. */
final class ModelNames {
  private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_SHOWN = 128;

  private ModelNames() {}

  static boolean isGood(String name) {
    return GOOD.matcher(name).matches();
  }

  /** Refuses a name that no model can have. */
  static String require(String name) {
    if (!isGood(name)) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "model name: found \""
              + (name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name)
              + "\", expected up to 128 of the characters A-Z, a-z, 0-9, '.', '_' and '-', the first"
              + " neither '.' nor '-'");
    }
    return name;
  }
}
