package io.heed.models;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code heed.json} to and from {@link HeedMetadata}; unknown fields are passed over. */
final class HeedFormat {
  static final int MAX_BYTES = 16 << 20;

  private static final int FORMAT = 1;

  private HeedFormat() {}

  static HeedMetadata parse(String where, byte[] json) {
    JsonFields fields = Json.parseObject(where, json);
    int format = fields.integer("format", 1).orElseThrow(() -> fields.bad("format", "1"));
    if (format > FORMAT) {
      throw fields.bad("format", FORMAT + " at most; a newer Heed wrote this file");
    }
    SortedMap<String, FileChecksum> files = new TreeMap<>();
    SortedMap<String, Double> accuracy = new TreeMap<>();
    SortedMap<String, String> provenance = new TreeMap<>();
    try {
      fields.object("files").ifPresent(all -> readFiles(all, files));
      fields
          .object("accuracy")
          .ifPresent(
              all -> all.values().keySet().forEach(k -> accuracy.put(k, all.requiredNumber(k))));
      fields
          .object("provenance")
          .ifPresent(
              all -> all.values().keySet().forEach(k -> provenance.put(k, all.requiredString(k))));
      return new HeedMetadata(files, accuracy, provenance);
    } catch (ModelException e) {
      throw e.at(FileNames.HEED, where);
    }
  }

  private static void readFiles(JsonFields all, SortedMap<String, FileChecksum> files) {
    for (String name : all.values().keySet()) {
      JsonFields file = all.object(name).orElseThrow(() -> all.bad(name, "an object"));
      String sha256 = file.requiredString("sha256");
      if (!FileChecksum.isSha256(sha256)) {
        throw file.bad("sha256", FileChecksum.SHA256_EXPECTED);
      }
      files.put(name, new FileChecksum(sha256, file.requiredSize("bytes")));
    }
  }

  static byte[] write(HeedMetadata metadata) {
    Map<String, Object> files = new LinkedHashMap<>();
    metadata
        .files()
        .forEach(
            (name, checksum) -> {
              Map<String, Object> file = new LinkedHashMap<>();
              file.put("bytes", checksum.sizeBytes());
              file.put("sha256", checksum.sha256());
              files.put(name, file);
            });
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("accuracy", metadata.accuracy());
    fields.put("files", files);
    fields.put("provenance", metadata.provenance());
    return Json.write(fields);
  }
}
