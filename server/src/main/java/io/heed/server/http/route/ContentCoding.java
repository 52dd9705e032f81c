package io.heed.server.http.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Compressed bodies: gzip and deflate (RFC 9110, section 8.4.1). Stateless. */
public enum ContentCoding {
  /** RFC 1952. */
  GZIP("gzip"),
  /** RFC 1950; the bare form of RFC 1951, which some clients send, is read too. */
  DEFLATE("deflate");

  private static final int BLOCK_BYTES = 8192;
  private static final int ZLIB_METHOD = 8;
  private static final int ZLIB_CHECK = 31;

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** The name in headers. */
  public String token() {
    return token;
  }

  /**
   * The coding of a body.
   *
   * @param contentEncoding the header, if there is one
   * @return null for none
   * @throws HttpFailure 415 for one that is not known
   */
  public static @Nullable ContentCoding ofContent(@Nullable String contentEncoding) {
    String name = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "", "identity" -> null;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      default ->
          throw new HttpFailure(
              415,
              "header Content-Encoding: found \""
                  + contentEncoding
                  + "\", expected gzip or deflate",
              Map.of(HttpHeaderNames.ACCEPT_ENCODING, "gzip, deflate"));
    };
  }

  /**
   * The coding for an answer.
   *
   * @param acceptEncoding the header, if there is one
   * @return null for none
   */
  public static @Nullable ContentCoding accepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return null;
    }
    ContentCoding best = null;
    for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", 16)) {
      String[] parts = each.strip().split(";", 2);
      String name = parts[0].strip();
      boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
      if (refused) {
        continue;
      }
      if (name.equals("gzip") || name.equals("*")) {
        return GZIP;
      }
      if (name.equals("deflate")) {
        best = DEFLATE;
      }
    }
    return best;
  }

  /**
   * Unpacks a body, which is left as it is.
   *
   * @param maxBytes that come out
   * @return a direct buffer, the caller's to release
   * @throws HttpFailure 413 if there is more, 400 if it is broken
   */
  ByteBuf unpack(ByteBufAllocator allocator, ByteBuf body, int maxBytes) {
    ByteBuf out = allocator.directBuffer(Math.min(maxBytes, 4 * body.readableBytes() + 64));
    Inflater inflater = new Inflater(this == DEFLATE && !isZlib(body));
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream packed = new ByteBufInputStream(body.duplicate());
        InputStream in =
            this == GZIP
                ? new GZIPInputStream(packed, BLOCK_BYTES)
                : new InflaterInputStream(packed, inflater, BLOCK_BYTES)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        if (n > maxBytes - out.readableBytes()) {
          throw new HttpFailure(
              413, "request body: found more than " + maxBytes + " bytes when unpacked");
        }
        out.writeBytes(block, 0, n);
      }
      return out;
    } catch (IOException e) {
      out.release();
      throw new HttpFailure(400, "request body: broken " + token + ", " + e.getMessage());
    } catch (RuntimeException | Error e) {
      out.release();
      throw e;
    } finally {
      inflater.end();
    }
  }

  /** Packs a body, which is left as it is; the caller releases what comes out. */
  ByteBuf pack(ByteBufAllocator allocator, ByteBuf body) {
    ByteBuf out = allocator.directBuffer(body.readableBytes() / 4 + 64);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream packed = new ByteBufOutputStream(out);
        OutputStream stream =
            this == GZIP
                ? new GZIPOutputStream(packed, BLOCK_BYTES)
                : new DeflaterOutputStream(packed, deflater, BLOCK_BYTES)) {
      body.getBytes(body.readerIndex(), stream, body.readableBytes());
    } catch (IOException e) {
      out.release();
      throw new java.io.UncheckedIOException(e); // a buffer has none
    } finally {
      deflater.end();
    }
    return out;
  }

  private static boolean isZlib(ByteBuf body) {
    if (body.readableBytes() < 2) {
      return true;
    }
    int head = body.getUnsignedShort(body.readerIndex());
    return ((head >> 8) & 0xF) == ZLIB_METHOD && head % ZLIB_CHECK == 0;
  }
}
