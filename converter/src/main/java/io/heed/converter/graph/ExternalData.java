package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.heed.converter.error.ConverterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Constants that stand in files beside the model (TensorProto.external_data: location, offset,
 * length). A location may not leave the model's folder.
 */
final class ExternalData {
  private final @Nullable Path folder;

  ExternalData(@Nullable Path folder) {
    this.folder = folder;
  }

  Initializer resolve(TensorProto tensor) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return Initializer.of(tensor);
    }
    Map<String, String> place = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      place.put(entry.getKey(), entry.getValue());
    }
    Path file = file(tensor, place.getOrDefault("location", ""));
    TensorProto header = tensor.toBuilder().clearExternalData().clearDataLocation().build();
    long size = Initializer.of(header).sizeBytes();
    long offset = number(tensor, place.getOrDefault("offset", "0"));
    long length = number(tensor, place.getOrDefault("length", Long.toString(size)));
    try (FileChannel channel = FileChannel.open(file)) {
      if (length != size || offset > channel.size() - length) {
        throw fault(
            tensor,
            "is "
                + length
                + " bytes from "
                + offset
                + " of "
                + file
                + " with "
                + channel.size()
                + "; its shape "
                + tensor.getDimsList()
                + " needs "
                + size);
      }
      if (length > Integer.MAX_VALUE) {
        throw fault(tensor, "is " + length + " bytes, expected at most " + Integer.MAX_VALUE);
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
      return Initializer.external(header, bytes.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, "constants in " + file + " cannot be read: " + e, e);
    }
  }

  /** The tensor with its bytes inside. */
  static TensorProto inline(Initializer constant) {
    return constant.isExternal()
        ? constant.proto().toBuilder().setRawData(ByteString.copyFrom(constant.bytes())).build()
        : constant.proto();
  }

  private Path file(TensorProto tensor, String location) {
    if (folder == null) {
      throw fault(tensor, "stands in the file \"" + location + "\", and the model has no folder");
    }
    try {
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder.normalize())) {
        throw fault(tensor, "stands in \"" + location + "\", expected a file beside the model");
      }
      if (!Files.isRegularFile(file)) {
        throw fault(tensor, "stands in " + file + ", which is not there");
      }
      return file;
    } catch (InvalidPathException e) {
      throw fault(tensor, "stands in \"" + location + "\", which is no file name");
    }
  }

  private static long number(TensorProto tensor, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as a negative one is
    }
    throw fault(tensor, "has the place \"" + text + "\", expected a number of bytes");
  }

  private static ConverterException fault(TensorProto tensor, String message) {
    return new ConverterException(
        ConverterException.Kind.INPUT, "tensor \"" + tensor.getName() + "\" " + message);
  }
}
