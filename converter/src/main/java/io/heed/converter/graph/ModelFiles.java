package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.heed.converter.error.ConverterException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ONNX files, with constants inside or in a file beside them. Files are written under another name
 * and renamed when complete. Stateless.
 */
final class ModelFiles {
  /** Constants beyond this go apart: a protobuf message holds less than 2 GiB. */
  static final long LARGEST_MESSAGE = 1_800_000_000L;

  private ModelFiles() {}

  static OnnxModel read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Path folder = file.toAbsolutePath().normalize().getParent();
      return OnnxModel.of(ModelProto.parseFrom(in), new ExternalData(folder));
    } catch (InvalidProtocolBufferException e) {
      throw new ConverterException(
          ConverterException.Kind.INPUT, file + ": not an ONNX model: " + e.getMessage(), e);
    } catch (ConverterException e) {
      throw new ConverterException(e.kind(), file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ConverterException(ConverterException.Kind.IO, file + " cannot be read: " + e, e);
    }
  }

  /**
   * Writes a model, or several with the same constants, all of them or none.
   *
   * @param models by file; the file of the constants is named like the first one
   * @param largestMessage bytes of constants of a model up to which they stay inside
   */
  static void write(Map<Path, OnnxModel> models, long largestMessage) {
    Map<Path, Path> drafts = new LinkedHashMap<>();
    Path first = models.keySet().iterator().next().toAbsolutePath();
    Path data = first.resolveSibling(first.getFileName() + "_data");
    Path newData = draft(data);
    boolean apart =
        models.values().stream().anyMatch(model -> model.constantBytes() > largestMessage);
    try (SharedConstants constants = apart ? SharedConstants.create(newData, data) : null) {
      for (Map.Entry<Path, OnnxModel> each : models.entrySet()) {
        Path target = each.getKey().toAbsolutePath();
        drafts.put(draft(target), target);
        OnnxModel model = each.getValue();
        ModelProto message =
            constants == null ? model.toProto() : model.toProto(constants.headers(model));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft(target)))) {
          message.writeTo(out);
        }
      }
      if (constants != null) {
        constants.finish();
        move(newData, data);
      }
      for (Map.Entry<Path, Path> draft : drafts.entrySet()) {
        move(draft.getKey(), draft.getValue());
      }
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, models.keySet() + " cannot be written: " + e, e);
    } finally {
      drafts.keySet().forEach(ModelFiles::deleteIfThere);
      deleteIfThere(newData);
    }
  }

  private static Path draft(Path target) {
    return target.resolveSibling(target.getFileName() + ".tmp");
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteIfThere(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // what was to be told has been told
    }
  }
}
