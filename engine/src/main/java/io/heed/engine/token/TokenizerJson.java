package io.heed.engine.token;

import io.heed.engine.error.EngineException;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
      throw new EngineException(
          EngineException.Kind.MODEL, "tokenizer.json: not JSON: " + e.getOriginalMessage(), e);
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
}
