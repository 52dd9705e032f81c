package io.heed.models;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this module: a model directory that cannot be read or written.
 *
 * <p>The message names the file, the field where there is one, what was found and what was
 * expected.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN_CHARS = 120;

  /** What went wrong, for callers that map errors to answers. */
  public enum Kind {
    /** The directory, a file of it or a variant does not exist. */
    NOT_FOUND,
    /** Something exists and its content, name or combination is wrong. */
    INVALID,
    /** The operating system refused: permissions, a full disk, a held lock. */
    IO
  }

  private final Kind kind;

  ModelException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static ModelException notFound(String message) {
    return new ModelException(Kind.NOT_FOUND, message, null);
  }

  static ModelException invalid(String message) {
    return new ModelException(Kind.INVALID, message, null);
  }

  /** A value of a JSON file, or of an argument, that is not what it must be. */
  static ModelException badValue(
      String where, String field, @Nullable Object found, String expected) {
    return invalid(where + ": '" + field + "': found " + shown(found) + ", expected " + expected);
  }

  static ModelException io(String doing, IOException cause) {
    String why = cause.getMessage();
    if (cause instanceof AccessDeniedException) {
      why = "access denied";
    } else if (cause instanceof CharacterCodingException) {
      why = "not valid Unicode";
    } else if (cause instanceof FileSystemException f && f.getReason() != null) {
      why = f.getReason();
    }
    String type = cause.getClass().getSimpleName();
    return new ModelException(
        Kind.IO, doing + ": " + (why == null ? type : why + " (" + type + ")"), cause);
  }

  /** The same failure, with the file's full location in place of its bare name. */
  ModelException at(String bareName, String location) {
    String message = String.valueOf(getMessage());
    return message.startsWith(bareName + ":")
        ? new ModelException(kind, location + message.substring(bareName.length()), getCause())
        : this;
  }

  /** A value as a message shows it: its JSON type, and its text cut to a readable length. */
  static String shown(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    String text = String.valueOf(value);
    String cut = text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
    if (value instanceof String) {
      return "\"" + cut + "\"";
    }
    return value.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + cut;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
