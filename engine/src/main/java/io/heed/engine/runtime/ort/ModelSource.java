package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtException;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.OnnxSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A model file, or its bytes in memory. Immutable. */
interface ModelSource {
  /** For messages. */
  String name();

  /**
   * A session; the caller releases it.
   *
   * @param profiled whether its runs are profiled, until {@link SharedSession#endProfiling}; a
   *     session that is there already is taken as it is
   */
  SharedSession session(OrtOptions options, boolean profiled) throws OrtException;

  /** What the file says of itself. */
  OnnxSummary summary();

  /** The SHA-256 of all its bytes, those of the files beside it that hold weights included. */
  String sha256();

  /** A file, whose weights may lie in files beside it. */
  static ModelSource of(Path file) {
    return new ModelFile(file);
  }

  /** A model in memory. */
  static ModelSource of(byte[] bytes, String name) {
    return new ModelBytes(bytes, name);
  }

  /** A file. */
  record ModelFile(Path file) implements ModelSource {
    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public SharedSession session(OrtOptions options, boolean profiled) throws OrtException {
      return SharedSession.of(file, options, profiled);
    }

    @Override
    public OnnxSummary summary() {
      return OnnxSummary.read(file);
    }

    @Override
    public String sha256() {
      MessageDigest digest = EngineCache.sha256();
      add(digest, file);
      for (String beside : summary().externalFiles()) {
        add(digest, file.resolveSibling(beside));
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Path file) {
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new EngineException(EngineException.Kind.MODEL, file + ": cannot be read: " + e, e);
      }
    }
  }

  /** Bytes in memory. */
  final class ModelBytes implements ModelSource {
    private final byte[] bytes;
    private final String name;

    private ModelBytes(byte[] bytes, String name) {
      this.bytes = bytes;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public SharedSession session(OrtOptions options, boolean profiled) throws OrtException {
      return SharedSession.of(bytes, options, profiled);
    }

    @Override
    public OnnxSummary summary() {
      try {
        return OnnxSummary.read(ByteBuffer.wrap(bytes));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new EngineException(EngineException.Kind.MODEL, name + ": cannot be read: " + e, e);
      }
    }

    @Override
    public String sha256() {
      return HexFormat.of().formatHex(EngineCache.sha256().digest(bytes));
    }
  }
}
