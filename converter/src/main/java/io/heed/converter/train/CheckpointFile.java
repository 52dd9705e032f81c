package io.heed.converter.train;

import io.heed.converter.error.ConverterException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A training state on disk. A write goes to a temporary file, is forced to the disk and then
 * renamed, so that a killed writer leaves the previous checkpoint whole.
 *
 * <p>Layout: magic, fingerprint of the run, scalars, history, arrays, CRC-32 of all that; big
 * endian.
 */
final class CheckpointFile {
  private static final int MAGIC = 0x48454544;
  private static final int VERSION = 2;

  private final Path path;
  private final String fingerprint;

  /**
   * @param fingerprint names the texts, network and options; a checkpoint of another run is refused
   */
  CheckpointFile(Path path, String fingerprint) {
    this.path = path;
    this.fingerprint = fingerprint;
  }

  boolean exists() {
    return Files.exists(path);
  }

  void write(TrainingState state) {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      byte[] bytes = encode(state);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, path + ": the checkpoint could not be written: " + e, e);
    }
  }

  /** Reads into a state of the same network. */
  void read(TrainingState state) {
    try {
      decode(Files.readAllBytes(path), state);
    } catch (IOException e) {
      throw new ConverterException(
          ConverterException.Kind.IO, path + ": the checkpoint could not be read: " + e, e);
    }
  }

  private byte[] encode(TrainingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(fingerprint);
      out.writeInt(state.step);
      out.writeInt(state.epoch);
      out.writeInt(state.batchInEpoch);
      out.writeDouble(state.lossSum);
      out.writeLong(state.right);
      out.writeLong(state.texts);
      out.writeInt(state.bestEpoch);
      out.writeDouble(state.bestAccuracy);
      out.writeBoolean(state.finished);
      out.writeDouble(state.seconds);
      out.writeInt(state.history.size());
      for (EpochMetrics metrics : state.history) {
        out.writeInt(metrics.epoch());
        out.writeDouble(metrics.trainingLoss());
        out.writeDouble(metrics.trainingAccuracy());
        out.writeDouble(metrics.validationLoss());
        out.writeDouble(metrics.validationAccuracy());
      }
      for (float[] array : state.arrays()) {
        writeFloats(out, array);
      }
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray());
      out.writeLong(crc.getValue());
    }
    return bytes.toByteArray();
  }

  private void decode(byte[] bytes, TrainingState state) throws IOException {
    int body = bytes.length - Long.BYTES;
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, Math.max(0, body));
    if (body < 0 || ByteBuffer.wrap(bytes, body, Long.BYTES).getLong() != crc.getValue()) {
      throw refused("a checksum of the content", "another one: the file is damaged");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC || in.readInt() != VERSION) {
        throw refused("a checkpoint of format " + VERSION, "something else");
      }
      String found = in.readUTF();
      if (!found.equals(fingerprint)) {
        throw refused("a checkpoint of this run, " + fingerprint, "one of " + found);
      }
      state.step = in.readInt();
      state.epoch = in.readInt();
      state.batchInEpoch = in.readInt();
      state.lossSum = in.readDouble();
      state.right = in.readLong();
      state.texts = in.readLong();
      state.bestEpoch = in.readInt();
      state.bestAccuracy = in.readDouble();
      state.finished = in.readBoolean();
      state.seconds = in.readDouble();
      state.history.clear();
      for (int left = in.readInt(); left > 0; left--) {
        state.history.add(
            new EpochMetrics(
                in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
      }
      for (float[] array : state.arrays()) {
        readFloats(in, array);
      }
    }
  }

  private ConverterException refused(String expected, String found) {
    return new ConverterException(
        ConverterException.Kind.INPUT, path + ": expected " + expected + ", found " + found);
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    out.write(buffer.array());
  }

  private static void readFloats(DataInputStream in, float[] values) throws IOException {
    byte[] bytes = in.readNBytes(values.length * Float.BYTES);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
  }
}
