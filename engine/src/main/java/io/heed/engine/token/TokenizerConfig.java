package io.heed.engine.token;

import io.heed.engine.error.EngineException;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a {@code tokenizer_config.json} says beyond the {@code tokenizer.json} beside it. Immutable.
 */
public final class TokenizerConfig {
  /** Lengths above are some program's way to say that there is no limit: 10^30, mostly. */
  private static final double MAX_SENSIBLE_LENGTH = 1e9;

  /** Of a tokenizer without the file: says nothing. */
  public static final TokenizerConfig EMPTY =
      new TokenizerConfig(JsonNodeFactory.instance.objectNode());

  private final JsonNode root;

  private TokenizerConfig(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads the file.
   *
   * @throws EngineException of kind MODEL if it is not a JSON object
   */
  public static TokenizerConfig read(byte[] json) {
    try {
      JsonNode root = new JsonMapper().readTree(json);
      if (!root.isObject()) {
        throw wrong("expected a JSON object");
      }
      return new TokenizerConfig(root);
    } catch (JacksonException e) {
      throw new EngineException(
          EngineException.Kind.MODEL,
          "tokenizer_config.json: not JSON: " + e.getOriginalMessage(),
          e);
    }
  }

  /**
   * The most tokens the model takes, special tokens included; empty if there is no limit or the
   * file says nothing.
   *
   * @throws EngineException of kind MODEL if it is not a positive number
   */
  public OptionalInt modelMaxLength() {
    JsonNode value = root.path("model_max_length");
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isNumber() || value.doubleValue() < 1) {
      throw wrong("'model_max_length': " + value + ", expected a number, 1 or more");
    }
    return value.doubleValue() > MAX_SENSIBLE_LENGTH
        ? OptionalInt.empty()
        : OptionalInt.of((int) value.doubleValue());
  }

  /**
   * The side on which long texts are cut; empty if the file says nothing.
   *
   * @throws EngineException of kind MODEL if it is neither {@code left} nor {@code right}
   */
  public Optional<TruncationSide> truncationSide() {
    JsonNode value = root.path("truncation_side");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return switch (value.asString("")) {
      case "left" -> Optional.of(TruncationSide.LEFT);
      case "right" -> Optional.of(TruncationSide.RIGHT);
      default -> throw wrong("'truncation_side': " + value + ", expected \"left\" or \"right\"");
    };
  }

  /**
   * The token that plays a part: {@code mask_token}, {@code cls_token}, {@code unk_token}…; empty
   * if the tokenizer has none.
   */
  public Optional<String> specialToken(String part) {
    JsonNode value = root.path(part);
    JsonNode content = value.isObject() ? value.path("content") : value;
    return content.isString() ? Optional.of(content.asString()) : Optional.empty();
  }

  private static EngineException wrong(String problem) {
    return new EngineException(EngineException.Kind.MODEL, "tokenizer_config.json: " + problem);
  }
}
