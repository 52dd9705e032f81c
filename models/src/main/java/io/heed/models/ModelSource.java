package io.heed.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the files of a model directory are; thread-safe. File names are checked by the caller. */
interface ModelSource {
  /** The last part of the location: the model's name. */
  String name();

  /** The location of a file, or of the directory itself for an empty name, for messages. */
  String locate(String file);

  /** The files at the root and in {@code onnx/}, sorted. */
  List<String> list();

  /** The length of a file; empty when there is no such file. */
  OptionalLong sizeBytes(String file);

  InputStream open(String file) throws IOException;

  /** The file on disk; empty when it is not on a disk. */
  Optional<Path> path(String file);
}
