package io.heed.server.cli;

import io.heed.engine.Classification;
import io.heed.engine.LabelScore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Answers for people: a line a label, the best one's with the text if there are several texts. */
final class TextAnswerWriter implements AnswerWriter {
  private static final int MAX_LABEL_WIDTH = 32;

  private final PrintWriter out;
  private final String columns;
  private final boolean withText;

  TextAnswerWriter(PrintWriter out, List<String> labels, boolean withText) {
    int widest = labels.stream().mapToInt(String::length).max().orElse(1);
    this.out = out;
    this.columns = "%-" + Math.min(widest, MAX_LABEL_WIDTH) + "s  %.4f";
    this.withText = withText;
  }

  @Override
  public void write(String text, Classification answer) {
    List<LabelScore> scores = answer.scores();
    for (int rank = 0; rank < scores.size(); rank++) {
      LabelScore score = scores.get(rank);
      out.print(String.format(Locale.ROOT, columns, score.label(), score.score()));
      out.println(withText && rank == 0 ? "  " + onOneLine(text) : "");
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean isClosed() {
    return out.checkError();
  }

  /** A text must not end its line, nor steer the terminal. */
  private static String onOneLine(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        shown.setCharAt(i, ' ');
      }
    }
    return shown.toString();
  }
}
