package io.heed.converter.verify;

import com.google.protobuf.CodedInputStream;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.reference.PackedOperators;
import io.heed.converter.reference.ReferenceGraph;
import io.heed.converter.reference.UnsignedAttention;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the two models of a comparison: a file, bytes in memory, or a variant of a model
 * directory. Immutable; holds no handle, and reads the file when it is run.
 */
public final class ModelUnderTest {
  private final String name;
  private final @Nullable Path file;
  private final byte @Nullable [] bytes;
  private final Optional<ModelDirectory> directory;

  private ModelUnderTest(
      String name,
      @Nullable Path file,
      byte @Nullable [] bytes,
      Optional<ModelDirectory> directory) {
    this.name = name;
    this.file = file;
    this.bytes = bytes;
    this.directory = directory;
  }

  /** A file, whose external data lies where it says, relative to its folder. */
  public static ModelUnderTest of(Path file) {
    return new ModelUnderTest(file.toString(), file, null, Optional.empty());
  }

  /**
   * A model in memory, without external data; the bytes are not copied.
   *
   * @param name the name for messages and reports
   */
  public static ModelUnderTest of(byte[] model, String name) {
    return new ModelUnderTest(name, null, model, Optional.empty());
  }

  /** A variant of a model directory. */
  public static ModelUnderTest of(ModelDirectory directory, Variant variant) {
    Optional<Path> path = directory.path(variant.file());
    return new ModelUnderTest(
        directory.name() + "/" + variant.file(),
        path.orElse(null),
        path.isPresent() ? null : directory.read(variant.file()),
        Optional.of(directory));
  }

  /** The name for messages and reports. */
  public String name() {
    return name;
  }

  /** The names of the labels, where a model directory tells them; else none. */
  public List<String> labels() {
    return directory.map(found -> found.config().labels()).orElse(List.of());
  }

  /** The directory that the model is a variant of. */
  public Optional<ModelDirectory> directory() {
    return directory;
  }

  /**
   * How many token ids there are: as config.json or else the embedding table says.
   *
   * @throws ConverterException (INPUT) if neither does
   */
  public int vocabularySize() {
    return vocabularySize(outline());
  }

  int vocabularySize(ModelOutline outline) {
    OptionalInt configured =
        directory.map(found -> found.config().vocabSize()).orElse(OptionalInt.empty());
    if (configured.isPresent()) {
      return configured.getAsInt();
    }
    return Math.toIntExact(
        outline
            .tableRows(TokenModel.IDS)
            .orElseThrow(
                () ->
                    new ConverterException(
                        Kind.INPUT,
                        String.format(
                            Locale.ROOT,
                            "%s: found no embedding table that %s chooses from, expected one;"
                                + " give the size of the vocabulary",
                            name,
                            TokenModel.IDS))));
  }

  /** The bytes of the model with its external data. */
  public long sizeBytes() {
    if (bytes != null) {
      return bytes.length;
    }
    try {
      Path path = path();
      long size = Files.size(path);
      for (String external : outline().externalFiles()) {
        Path data = path.resolveSibling(external);
        size += Files.isRegularFile(data) ? Files.size(data) : 0;
      }
      return size;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Whether it holds operators that ONNX Runtime has no kernels for on the CPU, so that they are
   * interpreted.
   */
  boolean isInterpreted() {
    try {
      Set<String> operators = outline().operators();
      return operators.stream().anyMatch(PackedOperators.TYPES::contains)
          || (operators.contains("QAttention") && UnsignedAttention.isNeeded(model().graph()));
    } catch (ConverterException e) {
      return false; // no file or no model, as whoever opens it tells better
    }
  }

  TensorGraph open(OrtGraphOptions options, boolean interpreted) {
    if (interpreted) {
      return ReferenceGraph.open(model(), name, options);
    }
    return bytes != null ? OrtGraph.open(bytes, name, options) : OrtGraph.open(path(), options);
  }

  private OnnxModel model() {
    return bytes != null ? OnnxModel.of(bytes) : OnnxModel.read(path());
  }

  /** What is known without the weights; reads the whole file, in little memory. */
  ModelOutline outline() {
    try (InputStream in =
        bytes != null ? new ByteArrayInputStream(bytes) : Files.newInputStream(path())) {
      return ModelOutline.read(CodedInputStream.newInstance(in));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ConverterException unreadable(IOException e) {
    return new ConverterException(Kind.IO, name + ": cannot be read: " + e, e);
  }

  private Path path() {
    if (file == null) {
      throw new IllegalStateException(name + " is no file");
    }
    return file;
  }
}
