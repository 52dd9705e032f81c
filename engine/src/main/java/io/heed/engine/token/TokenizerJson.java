package io.heed.engine.token;

import io.heed.engine.error.EngineException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What a {@code tokenizer.json} says and the native library does not pass on. Stateless. */
public final class TokenizerJson {
  private TokenizerJson() {}

  /**
   * The number of tokens a tokenizer knows: those of its model and the added ones.
   *
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  public static int vocabularySize(byte[] json) {
    JsonNode root;
    try {
      root = new JsonMapper().readTree(json);
    } catch (JacksonException e) {
      throw notJson(e);
    }
    JsonNode vocabulary = root.path("model").path("vocab");
    if (!vocabulary.isContainer()) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          "tokenizer.json: 'model.vocab': expected an object of ids or a list of pieces");
    }
    Set<String> tokens = new HashSet<>(vocabulary.propertyNames());
    for (JsonNode piece : vocabulary.isArray() ? vocabulary : root.path("none")) {
      tokens.add(piece.path(0).asString(""));
    }
    for (JsonNode added : root.path("added_tokens")) {
      tokens.add(added.path("content").asString(""));
    }
    return tokens.size();
  }

  /**
   * The side on which the file cuts long texts; empty if it does not say. Reads no further than
   * that, which is near the start of a file as the tokenizers write it.
   *
   * @throws EngineException of kind MODEL if the file is not JSON
   */
  static Optional<TruncationSide> truncationSide(byte[] json) {
    JsonNode direction = child(json, "truncation").path("direction");
    return switch (direction.asString("")) {
      case "Left" -> Optional.of(TruncationSide.LEFT);
      case "Right" -> Optional.of(TruncationSide.RIGHT);
      default -> Optional.empty();
    };
  }

  /**
   * Whether the tokenizer marks the pieces that continue a word, as WordPiece does with {@code ##};
   * then the length of a token tells whether it starts a word.
   *
   * @throws EngineException of kind MODEL if the file is not JSON
   */
  public static boolean marksContinuations(byte[] json) {
    return !child(json, "model").path("continuing_subword_prefix").asString("").isEmpty();
  }

  private static JsonNode child(byte[] json, String name) {
    try (JsonParser parser = new JsonMapper().createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean found = parser.currentName().equals(name);
          parser.nextToken();
          if (found) {
            return parser.readValueAsTree();
          }
          parser.skipChildren();
        }
      }
      return MissingNode.getInstance();
    } catch (JacksonException e) {
      throw notJson(e);
    }
  }

  private static EngineException notJson(JacksonException e) {
    return new EngineException(
        EngineException.Kind.MODEL, "tokenizer.json: not JSON: " + e.getOriginalMessage(), e);
  }
}
