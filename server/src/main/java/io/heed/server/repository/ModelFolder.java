package io.heed.server.repository;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model as it lies in the repository's folder. Immutable.
 *
 * @param name of the model
 * @param versions the folders by version, newest last; none if nothing in it is a model
 * @param fingerprints of what lies in each of them: names, sizes and times of the files
 */
record ModelFolder(
    String name, SortedMap<Long, Path> versions, SortedMap<Long, String> fingerprints) {
  ModelFolder {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
  }

  /** The newest versions, so many of them, by number. */
  Map<Long, Path> newest(int count) {
    SortedMap<Long, Path> kept = new TreeMap<>(versions);
    while (kept.size() > count) {
      kept.remove(kept.firstKey());
    }
    return kept;
  }
}
