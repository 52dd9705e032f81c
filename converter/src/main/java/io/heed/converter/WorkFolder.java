package io.heed.converter;

import io.heed.converter.error.ConverterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run keeps its checkpoint and what it has not verified yet. */
final class WorkFolder {
  private final Path path;

  private WorkFolder(Path path) {
    this.path = path;
  }

  /** Makes the folder, or takes an earlier run's if that was asked for. */
  static WorkFolder open(Path path, boolean resume) {
    WorkFolder folder = new WorkFolder(path);
    if (Files.exists(folder.checkpoint()) && !resume) {
      throw new ConverterException(
          ConverterException.Kind.USAGE,
          path
              + ": found the checkpoint of a run that was not finished, expected none; --resume"
              + " continues it, deleting the folder drops it");
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, path + ": the folder could not be made: " + e, e);
    }
    return folder;
  }

  Path checkpoint() {
    return path.resolve("checkpoint.bin");
  }

  Path staged() {
    return path.resolve("staged-model");
  }

  /** Deletes the folder; what it held is in the model directory now. */
  void delete() {
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO,
          path + ": the model is written, but this folder could not be deleted: " + e,
          e);
    }
  }
}
