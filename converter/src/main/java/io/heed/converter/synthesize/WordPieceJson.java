package io.heed.converter.synthesize;

import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * BERT's uncased tokenizer as Hugging Face's {@code tokenizer.json}: BertNormalizer,
 * BertPreTokenizer, WordPiece, {@code [CLS] A [SEP] B [SEP]}; no truncation, no padding. Stateless.
 */
final class WordPieceJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int MAX_CHARS_PER_WORD = 100;
  private static final String UNKNOWN = "[UNK]";
  private static final String CLS = "[CLS]";
  private static final String SEP = "[SEP]";

  private WordPieceJson() {}

  /**
   * The file's content, in UTF-8.
   *
   * @param secondType the token type of a second text
   */
  static byte[] write(List<String> vocabulary, int secondType) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    addSpecialTokens(root.putArray("added_tokens"));
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", true);
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    addTemplate(root.putObject("post_processor"), secondType);
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = root.putObject("model").put("type", "WordPiece");
    model.put("unk_token", UNKNOWN);
    model.put("continuing_subword_prefix", PieceVocabulary.CONTINUED);
    model.put("max_input_chars_per_word", MAX_CHARS_PER_WORD);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      vocab.put(vocabulary.get(id), id);
    }
    return JSON.writeValueAsBytes(root);
  }

  private static void addSpecialTokens(ArrayNode tokens) {
    for (int id = 0; id < PieceVocabulary.SPECIAL.size(); id++) {
      tokens
          .addObject()
          .put("id", id)
          .put("content", PieceVocabulary.SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
  }

  private static void addTemplate(ObjectNode processor, int secondType) {
    processor.put("type", "TemplateProcessing");
    addText(processor.putArray("single"), "A", 0);
    ArrayNode pair = processor.putArray("pair");
    addText(pair, "A", 0);
    add(pair, "Sequence", "B", secondType);
    add(pair, "SpecialToken", SEP, secondType);
    ObjectNode special = processor.putObject("special_tokens");
    for (String token : List.of(CLS, SEP)) {
      ObjectNode entry = special.putObject(token).put("id", token);
      entry.putArray("ids").add(PieceVocabulary.SPECIAL.indexOf(token));
      entry.putArray("tokens").add(token);
    }
  }

  private static void addText(ArrayNode template, String text, int type) {
    add(template, "SpecialToken", CLS, type);
    add(template, "Sequence", text, type);
    add(template, "SpecialToken", SEP, type);
  }

  private static void add(ArrayNode template, String kind, String id, int type) {
    template.addObject().putObject(kind).put("id", id).put("type_id", type);
  }
}
