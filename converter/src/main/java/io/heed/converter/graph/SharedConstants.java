package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of constants that one or several models refer to; each different tensor stands in it once.
 * For one thread.
 */
final class SharedConstants implements Closeable {
  private static final int SMALLEST = 16_384;

  /** Tensors begin at pages, as they are mapped. */
  private static final long ALIGNMENT = 4_096;

  /** A tensor and where its bytes begin. */
  private record Place(Initializer constant, long offset) {}

  private final FileChannel out;
  private final String location;
  private final Map<Integer, List<Place>> places = new HashMap<>();
  private long end;

  private SharedConstants(FileChannel out, String location) {
    this.out = out;
    this.location = location;
  }

  /**
   * Begins a file.
   *
   * @param data what it will be called, beside the models
   */
  static SharedConstants create(Path file, Path data) throws IOException {
    return new SharedConstants(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE),
        String.valueOf(data.getFileName()));
  }

  /** The constants of a model, those of 16 KiB and more as places in the file. */
  List<TensorProto> headers(OnnxModel model) throws IOException {
    List<TensorProto> headers = new ArrayList<>();
    for (Initializer constant : model.graph().initializers()) {
      headers.add(
          constant.sizeBytes() < SMALLEST
              ? ExternalData.inline(constant)
              : header(constant, offset(constant)));
    }
    return headers;
  }

  /** Brings everything to the disk. */
  void finish() throws IOException {
    out.force(true);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private long offset(Initializer constant) throws IOException {
    List<Place> alike = places.computeIfAbsent(constant.tensorHash(), hash -> new ArrayList<>());
    for (Place place : alike) {
      if (place.constant().sameTensor(constant)) {
        return place.offset();
      }
    }
    long offset = end;
    ByteBuffer bytes = constant.bytes();
    end = (offset + bytes.remaining() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    out.position(offset);
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    alike.add(new Place(constant, offset));
    return offset;
  }

  private TensorProto header(Initializer constant, long offset) {
    return TensorProto.newBuilder()
        .setName(constant.name())
        .setDataType(constant.type().getNumber())
        .addAllDims(constant.dims())
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(constant.sizeBytes())))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
