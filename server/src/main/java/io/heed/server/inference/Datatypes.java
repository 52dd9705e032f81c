package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The names of datatypes in the Open Inference Protocol. Stateless. */
public final class Datatypes {
  private static final Map<String, ElementType> BY_NAME = new HashMap<>();

  static {
    for (ElementType type : ElementType.values()) {
      BY_NAME.put(type.name(), type);
    }
  }

  private Datatypes() {}

  /**
   * The type of a name.
   *
   * @param input that has it, for messages
   * @throws ServerException (INVALID_ARGUMENT) if there is no such type
   */
  public static ElementType parse(String input, String name) {
    ElementType type = BY_NAME.get(name);
    if (type == null) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "input \""
              + input
              + "\": found datatype \""
              + name
              + "\", expected one of "
              + Arrays.toString(ElementType.values()));
    }
    return type;
  }
}
