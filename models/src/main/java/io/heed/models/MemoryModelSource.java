package io.heed.models;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A model directory that is about to be written, so that it is checked by the code that reads it.
 *
 * @param target where it will be
 * @param files the content by name; not changed afterwards
 */
record MemoryModelSource(Path target, SortedMap<String, byte[]> files) implements ModelSource {
  @Override
  public String name() {
    return String.valueOf(target.getFileName());
  }

  @Override
  public String locate(String file) {
    return (file.isEmpty() ? target : target.resolve(file)) + " (to be written)";
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public OptionalLong sizeBytes(String file) {
    byte[] content = files.get(file);
    return content == null ? OptionalLong.empty() : OptionalLong.of(content.length);
  }

  @Override
  public InputStream open(String file) throws IOException {
    byte[] content = files.get(file);
    if (content == null) {
      throw new FileNotFoundException(file);
    }
    return new ByteArrayInputStream(content);
  }

  @Override
  public Optional<Path> path(String file) {
    return Optional.empty();
  }
}
