package io.heed.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a model directory in one step: a reader sees the old directory, for a moment none, or the
 * new one, and a killed writer leaves one of these.
 *
 * <p>Belongs to one thread. The content is kept in memory until {@link #write()} checks it with the
 * code that reads it, writes it beside the target, forces it to disk and moves it into place.
 * Arrays are not copied. A {@link FileContent} goes from its source to the disk instead and is
 * never in memory; what it writes is not checked beforehand. A directory is replaced only when it
 * is empty or has a {@code heed.json}; all its files go. One writer at a time may write a target,
 * across processes; a second one fails.
 */
public final class ModelDirectoryWriter {
  private final Path target;
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedMap<String, FileContent> streamed = new TreeMap<>();
  private final Set<String> variants = new TreeSet<>();
  private HeedMetadata metadata = HeedMetadata.of(Map.of(), Map.of());
  private WriteSteps steps = WriteSteps.NONE;

  private ModelDirectoryWriter(Path target) {
    this.target = target;
  }

  /** A writer of this directory, whose parents are made when they are missing. */
  public static ModelDirectoryWriter to(Path target) {
    return new ModelDirectoryWriter(target.toAbsolutePath().normalize());
  }

  /** Sets {@code config.json}; required. */
  public ModelDirectoryWriter config(ModelConfig config) {
    return put(FileNames.CONFIG, ConfigFormat.write(config));
  }

  /** Sets {@code tokenizer.json}; required. */
  public ModelDirectoryWriter tokenizer(byte[] json) {
    return put(FileNames.TOKENIZER, json);
  }

  /**
   * Adds an ONNX graph; one at least is required.
   *
   * @param name {@code fp32} for {@code model.onnx}, else the NAME of {@code model_NAME.onnx}
   */
  public ModelDirectoryWriter variant(String name, byte[] onnx) {
    put(FileNames.ofVariant(name), onnx);
    variants.add(name);
    return this;
  }

  /** Adds an ONNX graph that is streamed to the disk. */
  public ModelDirectoryWriter variant(String name, FileContent onnx) {
    file(FileNames.ofVariant(name), onnx);
    variants.add(name);
    return this;
  }

  /** Sets the model card, {@code README.md}. */
  public ModelDirectoryWriter card(String markdown) {
    if (!ConfigFormat.isUnicode(markdown)) {
      throw ModelException.badValue(FileNames.CARD, "text", markdown, "valid Unicode");
    }
    return put(FileNames.CARD, markdown.getBytes(UTF_8));
  }

  /** Adds any other file; the name is relative and may have folders, with slashes. */
  public ModelDirectoryWriter file(String name, byte[] content) {
    return put(name, content);
  }

  /** Adds any other file, streamed to the disk, such as the external data of a graph. */
  public ModelDirectoryWriter file(String name, FileContent content) {
    checkFree(name);
    streamed.put(name, content);
    return this;
  }

  /** Sets accuracy and provenance; the checksums are computed from what is written. */
  public ModelDirectoryWriter metadata(HeedMetadata value) {
    metadata = value;
    return this;
  }

  ModelDirectoryWriter steps(WriteSteps value) {
    steps = value;
    return this;
  }

  private ModelDirectoryWriter put(String name, byte[] content) {
    checkFree(name);
    files.put(name, content);
    return this;
  }

  private void checkFree(String name) {
    FileNames.check(target.toString(), name);
    if (name.equals(FileNames.HEED) || files.containsKey(name) || streamed.containsKey(name)) {
      throw ModelException.badValue(
          target.toString(), "file name", name, "a name not yet taken; heed.json is written here");
    }
  }

  /**
   * Checks and writes everything; on failure the target is as it was.
   *
   * @return the directory, opened at the target
   * @throws ModelException of kind {@code INVALID} or {@code NOT_FOUND} when the content would not
   *     make a model directory or the target is something else, {@code IO} when the disk refuses or
   *     another writer is at work
   */
  public ModelDirectory write() {
    SortedMap<String, FileChecksum> checksums = checksums();
    checkContent(checksums);
    try (DirectorySwap swap = DirectorySwap.begin(target, steps)) {
      checkReplaceable();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        swap.write(file.getKey(), file.getValue());
      }
      for (Map.Entry<String, FileContent> file : streamed.entrySet()) {
        checksums.put(file.getKey(), swap.write(file.getKey(), file.getValue()));
      }
      swap.write(FileNames.HEED, HeedFormat.write(metadata.withFiles(checksums)));
      swap.commit();
    } catch (IOException e) {
      throw ModelException.io(target + ": cannot write", e);
    } catch (DirectoryIteratorException e) {
      throw ModelException.io(target + ": cannot write", Objects.requireNonNull(e.getCause()));
    }
    return ModelDirectory.open(target);
  }

  /** As it will be read; a streamed file has no content yet. */
  private void checkContent(SortedMap<String, FileChecksum> checksums) {
    checkAccuracy();
    SortedMap<String, byte[]> content = new TreeMap<>(files);
    streamed.keySet().forEach(name -> content.put(name, new byte[0]));
    content.put(FileNames.HEED, HeedFormat.write(metadata.withFiles(checksums)));
    ModelDirectory.of(new MemoryModelSource(target, content));
  }

  private SortedMap<String, FileChecksum> checksums() {
    return files.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                file -> Reading.checksum(file.getValue()),
                (a, b) -> a,
                TreeMap::new));
  }

  private void checkAccuracy() {
    for (String name : metadata.accuracy().keySet()) {
      if (!variants.contains(name)) {
        throw ModelException.badValue(
            target.toString(), "accuracy", name, "a variant that is written: " + variants);
      }
    }
  }

  /** Nobody wants a home directory replaced by a model. */
  private void checkReplaceable() throws IOException {
    if (!DirectorySwap.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw ModelException.invalid(
          target + ": found a file or a symbolic link, expected a directory or nothing");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      if (entries.iterator().hasNext() && !Files.exists(target.resolve(FileNames.HEED))) {
        throw ModelException.invalid(
            target + ": found files and no heed.json, expected a directory of this writer or none");
      }
    }
  }
}
