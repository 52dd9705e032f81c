package io.heed.models;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code heed.json} says of a model directory; immutable, and every map is in the order of its
 * keys.
 *
 * @param files the checksum of each file but {@code heed.json} itself, by file name
 * @param accuracy the measured accuracy of each variant, 0 to 1, by variant name
 * @param provenance where the model comes from: data, tool versions, seeds, commands; free text by
 *     name
 */
public record HeedMetadata(
    SortedMap<String, FileChecksum> files,
    SortedMap<String, Double> accuracy,
    SortedMap<String, String> provenance) {

  public HeedMetadata {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    accuracy = Collections.unmodifiableSortedMap(new TreeMap<>(accuracy));
    provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    files.keySet().forEach(name -> FileNames.check("heed.json", name));
    accuracy.forEach(
        (variant, value) -> {
          if (!(value >= 0 && value <= 1)) {
            throw ModelException.badValue(
                "heed.json", "accuracy." + variant, value, "a number from 0 to 1");
          }
        });
  }

  /** Metadata for {@link ModelDirectoryWriter}, which computes the checksums itself. */
  public static HeedMetadata of(Map<String, Double> accuracy, Map<String, String> provenance) {
    return new HeedMetadata(new TreeMap<>(), new TreeMap<>(accuracy), new TreeMap<>(provenance));
  }

  HeedMetadata withFiles(SortedMap<String, FileChecksum> checksums) {
    return new HeedMetadata(checksums, accuracy, provenance);
  }
}
