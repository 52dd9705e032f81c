package io.heed.engine.label;

import io.heed.engine.token.CharSpan;
import io.heed.engine.token.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns the start and end logits of an extractive question-answering model into answers, as the
 * question-answering pipeline of Hugging Face's transformers 4 does. Immutable.
 *
 * <p>The idea: a softmax over the start logits of the context's tokens and another over the end
 * logits; the score of a span is the product. Of each window some of the best spans are taken, more
 * than were asked for, widened to whole words; spans that come out as the same text, but for case,
 * are one answer and their scores add up. Unlike the pipeline, spans that touch other tokens than
 * the context's are never answers, not even of score 0; so there may be fewer answers than asked
 * for, or none.
 *
 * @param topK how many answers, 1 or more
 * @param maxAnswerTokens the longest answer, in tokens, 1 or more
 * @param impossible whether "no answer" competes, with the score of the first token as start and
 *     end; of models trained for that
 * @param wholeWords whether answers are widened to whole words
 */
public record AnswerHead(int topK, int maxAnswerTokens, boolean impossible, boolean wholeWords) {
  private static final int CONTEXT = 1;

  /** Masked tokens have this logit, so that they still count if all others are far below. */
  private static final float MASKED = -10000;

  /** Checks. */
  public AnswerHead {
    if (topK < 1) {
      throw new IllegalArgumentException("topK: " + topK + ", expected 1 or more");
    }
    if (maxAnswerTokens < 1) {
      throw new IllegalArgumentException(
          "maxAnswerTokens: " + maxAnswerTokens + ", expected 1 or more");
    }
  }

  /** The best answer, whole words, at most 15 tokens: the pipeline's defaults. */
  public static AnswerHead best() {
    return new AnswerHead(1, 15, false, true);
  }

  /**
   * The answers, best first.
   *
   * @param context the text to find them in: the second of the pair
   * @param windows the question with each window of the context
   * @param startLogits of each window, a value a token
   * @param endLogits of each window, a value a token
   * @param classTokenId the id of the token that stands for "no answer", such as {@code [CLS]},
   *     which takes part in the softmax; may be none
   */
  public List<Answer> answers(
      String context,
      List<Encoding> windows,
      List<float[]> startLogits,
      List<float[]> endLogits,
      OptionalLong classTokenId) {
    if (windows.size() != startLogits.size() || windows.size() != endLogits.size()) {
      throw new IllegalArgumentException(
          "logits: of "
              + startLogits.size()
              + " and "
              + endLogits.size()
              + " windows, expected "
              + windows.size());
    }
    List<Answer> answers = new ArrayList<>();
    float noAnswer = Float.POSITIVE_INFINITY;
    for (int i = 0; i < windows.size(); i++) {
      Encoding window = windows.get(i);
      boolean[] counted = counted(window, classTokenId);
      float[] starts = scores(startLogits.get(i), counted);
      float[] ends = scores(endLogits.get(i), counted);
      if (impossible && window.length() > 0) {
        noAnswer = Math.min(noAnswer, starts[0] * ends[0]);
      }
      for (TokenSpan span : bestSpans(window, starts, ends)) {
        add(answers, answer(context, window, span));
      }
    }
    if (impossible && noAnswer < Float.POSITIVE_INFINITY) {
      answers.add(new Answer("", noAnswer, 0, 0));
    }
    answers.sort(Comparator.comparingDouble(Answer::score).reversed());
    return List.copyOf(answers.subList(0, Math.min(topK, answers.size())));
  }

  private static boolean[] counted(Encoding window, OptionalLong classTokenId) {
    boolean[] counted = new boolean[window.length()];
    for (int i = 0; i < counted.length; i++) {
      boolean classToken =
          classTokenId.isPresent() && window.tokens().ids()[i] == classTokenId.getAsLong();
      counted[i] = window.sequenceId(i) == CONTEXT || classToken;
    }
    return counted;
  }

  private static float[] scores(float[] logits, boolean[] counted) {
    if (logits.length != counted.length) {
      throw new IllegalArgumentException(
          "logits: " + logits.length + " values, expected one a token, " + counted.length);
    }
    float[] masked = logits.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] = counted[i] ? masked[i] : MASKED;
    }
    return ScoreFunction.SOFTMAX.apply(masked);
  }

  /** Those of the best spans of a window, best first, that lie in the context. */
  private List<TokenSpan> bestSpans(Encoding window, float[] starts, float[] ends) {
    int wanted = wholeWords ? 2 * topK + 10 : topK; // some will fall together as words
    List<TokenSpan> spans = new ArrayList<>();
    for (int start = 0; start < starts.length; start++) {
      int lastEnd = Math.min(ends.length, start + maxAnswerTokens);
      for (int end = start; end < lastEnd; end++) {
        float score = starts[start] * ends[end];
        boolean inContext =
            window.sequenceId(start) == CONTEXT && window.sequenceId(end) == CONTEXT;
        if (inContext && score > 0) {
          spans.add(new TokenSpan(start, end, score));
        }
      }
    }
    spans.sort(Comparator.comparingDouble(TokenSpan::score).reversed());
    return spans.subList(0, Math.min(wanted, spans.size()));
  }

  private Answer answer(String context, Encoding window, TokenSpan span) {
    int start = window.start(span.start);
    int end = window.end(span.end);
    if (wholeWords) {
      Optional<CharSpan> first = window.word(window.wordId(span.start), CONTEXT);
      Optional<CharSpan> last = window.word(window.wordId(span.end), CONTEXT);
      if (first.isPresent() && last.isPresent()) {
        start = first.get().start();
        end = last.get().end();
      }
    }
    return new Answer(context.substring(start, end), span.score, start, end);
  }

  private static void add(List<Answer> answers, Answer answer) {
    String text = answer.text().toLowerCase(Locale.ROOT);
    for (int i = 0; i < answers.size(); i++) {
      Answer other = answers.get(i);
      if (other.text().toLowerCase(Locale.ROOT).equals(text)) {
        float sum = other.score() + answer.score();
        answers.set(i, new Answer(other.text(), sum, other.start(), other.end()));
        return;
      }
    }
    answers.add(answer);
  }

  private record TokenSpan(int start, int end, float score) {}
}
