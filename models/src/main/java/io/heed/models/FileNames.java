package io.heed.models;

import java.util.regex.Pattern;

/** The names of a model directory, and the check that a name stays inside it. */
final class FileNames {
  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";
  static final String CARD = "README.md";
  static final String HEED = "heed.json";

  private static final int MAX_CHARS = 255;
  private static final Pattern VARIANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private FileNames() {}

  /** Returns a name relative to the directory, with {@code /} between folders, or refuses it. */
  static String check(String where, String name) {
    boolean ok = !name.isEmpty() && name.length() <= MAX_CHARS;
    for (String part : name.split("/", -1)) {
      ok &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    // A colon names a drive or a stream on Windows; a backslash separates folders there.
    ok &= name.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c));
    if (!ok) {
      throw ModelException.badValue(
          where, "file name", name, "a relative name without '..', '\\', ':' or controls");
    }
    return name;
  }

  static String checkVariant(String name) {
    if (!VARIANT.matcher(name).matches()) {
      throw ModelException.badValue(
          "variant", "name", name, "letters, digits, '_', '.' and '-', such as int8");
    }
    return name;
  }

  /** The file of a variant as this module writes it. */
  static String ofVariant(String name) {
    return name.equals(Variant.FP32) ? "model.onnx" : "model_" + checkVariant(name) + ".onnx";
  }
}
