package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.corpus.Corpus;
import io.heed.converter.corpus.CorpusOptions;
import io.heed.converter.corpus.LabelledText;
import io.heed.converter.error.ConverterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The texts that all benchmarks of a run take: a set that comes with this module, or a file. The
 * sets are written for this purpose, a fourth of each in every class of the bundled model.
 */
final class Texts {
  /** 64 headlines of 5 to 11 words, 8.4 in the mean. */
  static final String HEADLINE = "headline";

  /** 32 paragraphs of 40 to 50 words, 44 in the mean. */
  static final String PARAGRAPH = "paragraph";

  private Texts() {}

  /** AG News where the project's tests look for it too; it is not ours to pass on. */
  static final String AG_NEWS = "../shared/agnews/test.csv";

  /**
   * The texts of a set, or those of a file: title and description of AG News' rows (class, title,
   * description) where it ends in {@code .csv}, else UTF-8 with one text a line; blank lines are
   * left out.
   *
   * @param name {@value #HEADLINE}, {@value #PARAGRAPH} or the path of a file
   */
  static List<String> of(String name) {
    return switch (name) {
      case HEADLINE, PARAGRAPH -> resource(name + ".txt");
      default -> name.endsWith(".csv") ? agNews(Path.of(name)) : file(Path.of(name));
    };
  }

  private static List<String> resource(String name) {
    try (InputStream in = Texts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new BenchException(Kind.IO, "resource " + name + ": not found in this module's jar");
      }
      return lines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BenchException(Kind.IO, "resource " + name + ": cannot be read: " + e, e);
    }
  }

  private static List<String> agNews(Path file) {
    if (!Files.exists(file)) {
      throw new BenchException(
          Kind.USAGE,
          "texts: "
              + file
              + ": no such file, expected AG News (rows of class, title, description), which does"
              + " not come with Heed; name a copy of its test.csv, a UTF-8 file with one text a"
              + " line, or one of the sets headline and paragraph");
    }
    try {
      Corpus corpus = Corpus.read(file, CorpusOptions.agNews());
      return corpus.texts().stream().map(LabelledText::text).toList();
    } catch (ConverterException e) {
      throw new BenchException(Kind.INPUT, "texts: " + e.getMessage(), e);
    }
  }

  private static List<String> file(Path file) {
    List<String> texts;
    try {
      texts = lines(Files.readString(file));
    } catch (IOException e) {
      throw new BenchException(
          Kind.USAGE,
          "texts: cannot read "
              + file
              + ", expected headline, paragraph or a UTF-8 file with one text a line: "
              + e,
          e);
    }
    if (texts.isEmpty()) {
      throw new BenchException(
          Kind.INPUT, "texts: " + file + " has no text, expected one a line or more");
    }
    return texts;
  }

  private static List<String> lines(String content) {
    return content.lines().filter(line -> !line.isBlank()).toList();
  }
}
