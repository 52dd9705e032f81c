package io.heed.server.http.json;

import io.heed.engine.runtime.RawTensor;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Hugging Face's request: {@code {"inputs": …, "parameters": {…}}}. The inputs are a text, a pair
 * as an object {@code {"text", "text_pair"}} or {@code {"question", "context"}}, or a list of
 * either; in a list of lists each is a text or a pair, as text-embeddings-inference has it.
 * Immutable.
 *
 * @param texts of one or more requests
 * @param pairs as many as texts, or none
 * @param isList whether the inputs came as a list
 * @param parameters those of {@code parameters} and all fields beside it
 */
public record PredictBody(
    List<byte[]> texts, List<byte[]> pairs, boolean isList, Map<String, Object> parameters) {

  /**
   * Reads a body.
   *
   * @throws io.heed.server.error.ServerException (INVALID_ARGUMENT) if it is none of these
   */
  public static PredictBody read(ByteBuf body) {
    return JsonFormat.readObject(body, parser -> new Reader().read(parser));
  }

  /** The tensors text and, if there are pairs, text_pair. */
  public Map<String, RawTensor> tensors() {
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    tensors.put("text", RawTensor.ofStrings(texts, texts.size()));
    if (!pairs.isEmpty()) {
      tensors.put("text_pair", RawTensor.ofStrings(pairs, pairs.size()));
    }
    return tensors;
  }

  private static final class Reader {
    private final List<byte[]> texts = new ArrayList<>();
    private final List<byte[]> pairs = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private boolean isList;

    PredictBody read(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (field) {
          case "inputs" -> inputs(parser);
          case "parameters" -> parameters.putAll(JsonFields.parameters(parser, field));
          default -> {
            if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
              parameters.put(field, token == JsonToken.VALUE_TRUE);
            } else {
              parser.skipChildren(); // such as the hosted service's options
            }
          }
        }
      }
      if (texts.isEmpty()) {
        throw JsonFormat.invalid("field \"inputs\": found no text, expected one or more");
      }
      if (!pairs.isEmpty() && pairs.size() != texts.size()) {
        throw JsonFormat.invalid(
            "field \"inputs\": found "
                + pairs.size()
                + " pairs among "
                + texts.size()
                + " inputs, expected pairs only or none");
      }
      return new PredictBody(texts, pairs, isList, parameters);
    }

    private void inputs(JsonParser parser) {
      if (!texts.isEmpty()) {
        throw JsonFormat.invalid("field \"inputs\": found twice");
      }
      isList = parser.currentToken() == JsonToken.START_ARRAY;
      if (!isList) {
        input(parser);
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        input(parser);
      }
    }

    private void input(JsonParser parser) {
      switch (parser.currentToken()) {
        case VALUE_STRING -> texts.add(TensorReader.utf8(parser, "inputs"));
        case START_OBJECT -> object(parser);
        case START_ARRAY -> {
          parser.nextToken();
          texts.add(TensorReader.utf8(parser, "inputs"));
          if (parser.nextToken() != JsonToken.END_ARRAY) {
            pairs.add(TensorReader.utf8(parser, "inputs"));
            parser.nextToken();
          }
          JsonFields.require(parser, JsonToken.END_ARRAY, "inputs", "one or two texts in a list");
        }
        default -> throw JsonFields.refused(parser, "inputs", "a text, a pair or a list of them");
      }
    }

    private void object(JsonParser parser) {
      int before = texts.size();
      int pairsBefore = pairs.size();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        if (field.equals("text") || field.equals("question")) {
          texts.add(TensorReader.utf8(parser, field));
        } else if (field.equals("context")
            || (field.equals("text_pair") && token != JsonToken.VALUE_NULL)) {
          pairs.add(TensorReader.utf8(parser, field));
        } else {
          parser.skipChildren();
        }
      }
      if (texts.size() != before + 1 || pairs.size() > pairsBefore + 1) {
        throw JsonFormat.invalid(
            "field \"inputs\": found an object with "
                + (texts.size() - before)
                + " times \"text\", expected it once");
      }
    }
  }
}
