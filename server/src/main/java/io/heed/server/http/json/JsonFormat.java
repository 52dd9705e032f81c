package io.heed.server.http.json;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON in Netty's buffers: UTF-8 (RFC 8259), nested at most {@value #MAX_DEPTH} deep, numbers of at
 * most {@value #MAX_NUMBER_CHARS} characters. {@code NaN} and {@code Infinity}, which Python
 * writes, are read too; written they are strings, as JSON has no such numbers. Stateless.
 */
public final class JsonFormat {
  static final int MAX_DEPTH = 64;
  static final int MAX_NUMBER_CHARS = 400;
  private static final int MAX_NAME_CHARS = 1024;
  private static final int FIRST_BYTES = 512;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxNameLength(MAX_NAME_CHARS)
                  .maxStringLength(Integer.MAX_VALUE) // the limit of the body is theirs
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
          .build();

  private JsonFormat() {}

  /**
   * Reads a buffer, which holds one object and nothing else, and is left as it is.
   *
   * @param reader begins with the parser at the object's start
   * @throws ServerException (INVALID_ARGUMENT) if it is no JSON, with line and column
   */
  static <T> T readObject(ByteBuf buffer, Function<JsonParser, T> reader) {
    try (JsonParser parser = parser(buffer)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw invalid(
            "request body: found "
                + (first == null ? "nothing" : shown(parser))
                + ", expected a JSON object");
      }
      T read = reader.apply(parser);
      if (parser.nextToken() != null) {
        throw invalid(
            "request body: found "
                + shown(parser)
                + " behind the JSON object"
                + position(parser.currentTokenLocation()));
      }
      return read;
    } catch (JacksonException e) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "request body: " + e.getOriginalMessage() + position(e.getLocation()),
          e);
    }
  }

  /** A parser over the bytes of a buffer, which is left as it is. */
  static JsonParser parser(ByteBuf buffer) {
    return buffer.hasArray()
        ? FACTORY.createParser(
            ObjectReadContext.empty(),
            buffer.array(),
            buffer.arrayOffset() + buffer.readerIndex(),
            buffer.readableBytes())
        : FACTORY.createParser(
            ObjectReadContext.empty(), (InputStream) new ByteBufInputStream(buffer.duplicate()));
  }

  /** A buffer of the allocator's with what is written; the caller releases it. */
  public static ByteBuf write(ByteBufAllocator allocator, Consumer<JsonGenerator> writer) {
    ByteBuf buffer = allocator.directBuffer(FIRST_BYTES);
    try (OutputStream stream = new ByteBufOutputStream(buffer);
        JsonGenerator generator =
            FACTORY.createGenerator(ObjectWriteContext.empty(), stream, JsonEncoding.UTF8)) {
      writer.accept(generator);
    } catch (IOException e) {
      buffer.release();
      throw new UncheckedIOException(e); // a buffer has none
    } catch (RuntimeException | Error e) {
      buffer.release();
      throw e;
    }
    return buffer;
  }

  /** The token at hand for messages, not too long. */
  static String shown(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      return "an array";
    }
    if (token == JsonToken.START_OBJECT) {
      return "an object";
    }
    String text = parser.getString();
    String cut = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return token == JsonToken.VALUE_STRING ? '"' + cut + '"' : cut;
  }

  static ServerException invalid(String problem) {
    return new ServerException(Status.INVALID_ARGUMENT, problem);
  }

  private static String position(TokenStreamLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
