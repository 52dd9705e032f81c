package io.heed.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** A model directory on disk. Symbolic links are followed, as a download cache consists of them. */
final class DiskModelSource implements ModelSource {
  private final Path dir;

  private DiskModelSource(Path dir) {
    this.dir = dir;
  }

  static DiskModelSource of(Path dir) {
    Path absolute = dir.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      return new DiskModelSource(absolute);
    }
    if (Files.exists(absolute)) {
      throw ModelException.invalid(absolute + ": found a file, expected a model directory");
    }
    String hint =
        Files.isDirectory(DirectorySwap.workspaceOf(absolute))
            ? "; a writer was interrupted here, the next write puts the directory back"
            : "";
    throw ModelException.notFound(absolute + ": no such model directory" + hint);
  }

  @Override
  public String name() {
    Path last = dir.getFileName();
    return last == null ? dir.toString() : last.toString();
  }

  @Override
  public String locate(String file) {
    return file.isEmpty() ? dir.toString() : dir.resolve(file).toString();
  }

  @Override
  public List<String> list() {
    List<String> names = new ArrayList<>(listFolder(dir, ""));
    Path onnx = dir.resolve("onnx");
    if (Files.isDirectory(onnx)) {
      names.addAll(listFolder(onnx, "onnx/"));
    }
    Collections.sort(names);
    return names;
  }

  private static List<String> listFolder(Path folder, String prefix) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!Files.isDirectory(entry)) {
          names.add(prefix + entry.getFileName());
        }
      }
    } catch (DirectoryIteratorException e) {
      throw ModelException.io(folder + ": cannot list", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw ModelException.io(folder + ": cannot list", e);
    }
    return names;
  }

  @Override
  public OptionalLong sizeBytes(String file) {
    Path path = dir.resolve(file);
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return found.isDirectory() ? OptionalLong.empty() : OptionalLong.of(found.size());
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw ModelException.io(path + ": cannot look at", e);
    }
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(dir.resolve(file));
  }

  @Override
  public Optional<Path> path(String file) {
    return Optional.of(dir.resolve(file));
  }
}
