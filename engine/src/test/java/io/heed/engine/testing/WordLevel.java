package io.heed.engine.testing;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tokenizer files of a few words, split at white space, without special tokens. */
public final class WordLevel {
  private WordLevel() {}

  /** A tokenizer.json; {@code [UNK]} has id 0, the words 1, 2… */
  public static String json(String... words) {
    String vocabulary =
        IntStream.range(0, words.length)
            .mapToObj(i -> "\"" + words[i] + "\": " + (i + 1))
            .collect(Collectors.joining(", "));
    return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"[UNK]": 0, %s}}}
        """
        .replace("%s", vocabulary);
  }
}
