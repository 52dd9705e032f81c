package io.heed.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the variants among the files of a model directory. */
final class Variants {
  private static final String EXPECTED = "model.onnx or model_NAME.onnx at the root or in onnx/";
  private static final Pattern FILE = Pattern.compile("(onnx/)?model(?:_([^/]+))?\\.onnx");
  private static final String SINGLE = "single";
  private static final Pattern EXTERNAL_DATA = Pattern.compile("(_data(_\\d+)?|\\.data)");

  private Variants() {}

  /** All variants, fp32 first, then by name. A variant at the root hides its like in onnx/. */
  static List<Variant> find(ModelSource source) {
    List<String> files = source.list();
    Map<String, Variant> atRoot = new TreeMap<>();
    Map<String, Variant> inOnnx = new TreeMap<>();
    for (String file : files) {
      Matcher matcher = FILE.matcher(file);
      if (matcher.matches()) {
        String name = matcher.group(2) == null ? Variant.FP32 : matcher.group(2);
        Variant variant = new Variant(name, file, sizeBytes(source, file, files));
        Variant twin = (matcher.group(1) == null ? atRoot : inOnnx).put(name, variant);
        if (twin != null) {
          throw ModelException.invalid(
              source.locate("")
                  + ": variant "
                  + name
                  + ": found "
                  + twin.file()
                  + " and "
                  + file
                  + ", expected one file");
        }
      }
    }
    Map<String, Variant> found = new TreeMap<>(joined(inOnnx));
    found.putAll(joined(atRoot));
    if (found.isEmpty()) {
      throw ModelException.notFound(
          source.locate("") + ": no variant; found " + files + ", expected " + EXPECTED);
    }
    return sorted(found.values());
  }

  /** Puts forms for single texts to the variants that they are forms of. */
  private static Map<String, Variant> joined(Map<String, Variant> files) {
    Map<String, Variant> variants = new TreeMap<>();
    files.forEach(
        (name, variant) -> {
          String whole =
              name.equals(SINGLE)
                  ? Variant.FP32
                  : name.endsWith("_" + SINGLE)
                      ? name.substring(0, name.length() - SINGLE.length() - 1)
                      : name;
          Variant form = files.get(name.equals(Variant.FP32) ? SINGLE : name + "_" + SINGLE);
          if (whole.equals(name) || !files.containsKey(whole)) {
            variants.put(
                name,
                form == null
                    ? variant
                    : new Variant(name, variant.file(), variant.sizeBytes(), form.file()));
          }
        });
    return variants;
  }

  private static List<Variant> sorted(Collection<Variant> variants) {
    List<Variant> sorted = new ArrayList<>(variants);
    sorted.sort(
        Comparator.comparing((Variant v) -> !v.name().equals(Variant.FP32))
            .thenComparing(Variant::name));
    return List.copyOf(sorted);
  }

  private static long sizeBytes(ModelSource source, String file, List<String> files) {
    long size = sizeBytes(source, file);
    for (String other : files) {
      if (other.startsWith(file)
          && EXTERNAL_DATA.matcher(other.substring(file.length())).matches()) {
        size += sizeBytes(source, other);
      }
    }
    return size;
  }

  private static long sizeBytes(ModelSource source, String file) {
    return source
        .sizeBytes(file)
        .orElseThrow(
            () ->
                ModelException.notFound(
                    source.locate(file) + ": a symbolic link to nothing, expected a file"));
  }
}
