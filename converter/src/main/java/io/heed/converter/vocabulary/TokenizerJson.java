package io.heed.converter.vocabulary;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Standardizer and vocabulary as Hugging Face's {@code tokenizer.json}: Lowercase and Replace
 * normalizers, WhitespaceSplit, a WordLevel model, truncation on the right, no padding. Whoever
 * reads it gets, for any text, the ids of {@link Vocabulary#encode}.
 *
 * <p>There are no added tokens, on purpose: the tokenizers library looks for those in the raw text,
 * so that a user who types {@code [PAD]} would get id 0 in the middle of a text. Without them it is
 * the word {@code pad}, as Keras has it.
 */
public final class TokenizerJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TokenizerJson() {}

  /** The file's content, in UTF-8. */
  public static byte[] write(Vocabulary vocabulary, TextStandardizer standardizer, int maxLength) {
    if (maxLength < 1) {
      throw new ConverterException(
          Kind.USAGE, "max length: found " + maxLength + ", expected 1 or more");
    }
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    root.putObject("truncation")
        .put("direction", "Right")
        .put("max_length", maxLength)
        .put("strategy", "LongestFirst")
        .put("stride", 0);
    root.putNull("padding");
    root.putArray("added_tokens");
    ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    steps.addObject().put("type", "Lowercase");
    for (Replacement replacement : standardizer.replacements()) {
      ObjectNode step = steps.addObject().put("type", "Replace");
      step.putObject("pattern").put("Regex", oniguruma(replacement.regex()));
      step.put("content", replacement.replacement());
    }
    root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    root.putNull("post_processor");
    root.putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      vocab.put(vocabulary.entries().get(id), id);
    }
    model.put("unk_token", Vocabulary.UNKNOWN);
    return JSON.writeValueAsBytes(root);
  }

  /** Java writes a code point in four digits as \\uXXXX, Oniguruma as \\x{XXXX}. */
  private static String oniguruma(String regex) {
    return regex.replaceAll("\\\\u([0-9a-f]{4})", "\\\\x{$1}");
  }
}
