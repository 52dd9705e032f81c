package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.heed.converter.error.ConverterException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX files, with constants inside or in a file beside them. Files are written under another name
 * and renamed when complete. Stateless.
 */
final class ModelFiles {
  /** Constants beyond this go apart: a protobuf message holds less than 2 GiB. */
  static final long LARGEST_MESSAGE = 1_800_000_000L;

  private static final int SMALLEST_EXTERNAL = 1024;

  /** Page size of the platforms that map files in the largest pages. */
  private static final long ALIGNMENT = 65_536;

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
   * @param largestMessage bytes of constants up to which they stay inside
   */
  static void write(OnnxModel model, Path file, long largestMessage) {
    Path target = file.toAbsolutePath();
    Path data = target.resolveSibling(target.getFileName() + "_data");
    Path newFile = target.resolveSibling(target.getFileName() + ".tmp");
    Path newData = target.resolveSibling(data.getFileName() + ".tmp");
    try {
      boolean apart = model.constantBytes() > largestMessage;
      ModelProto message =
          apart ? model.toProto(writeApart(model, newData, data)) : model.toProto();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(newFile))) {
        message.writeTo(out);
      }
      if (apart) {
        move(newData, data);
      }
      move(newFile, target);
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, file + " cannot be written: " + e, e);
    } finally {
      deleteIfThere(newFile);
      deleteIfThere(newData);
    }
  }

  private static List<TensorProto> writeApart(OnnxModel model, Path part, Path data)
      throws IOException {
    List<TensorProto> headers = new ArrayList<>();
    long offset = 0;
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (Initializer constant : model.graph().initializers()) {
        if (constant.sizeBytes() < SMALLEST_EXTERNAL) {
          headers.add(ExternalData.inline(constant));
          continue;
        }
        ByteBuffer bytes = constant.bytes();
        long length = bytes.remaining();
        out.position(offset);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        headers.add(header(constant, data.getFileName().toString(), offset, length));
        offset = (offset + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
      out.force(true);
    }
    return headers;
  }

  private static TensorProto header(Initializer constant, String file, long offset, long length) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(constant.name())
            .setDataType(constant.type().getNumber())
            .addAllDims(constant.dims())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    return tensor
        .addExternalData(entry("location", file))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(length)))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
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
