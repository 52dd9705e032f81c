package io.heed.engine;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.batch.TokenBatchPool;
import io.heed.engine.error.EngineException;
import io.heed.engine.label.LabelHead;
import io.heed.engine.label.Ranking;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.Logits;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stages, one after the other, on the caller's thread. Thread-safe; owns tokenizer and backend.
 */
final class Pipeline implements AutoCloseable {
  /** Texts tokenised before the first of them runs: enough to find equal lengths among. */
  private static final int WINDOW = 1024;

  private static final int[] ONLY_ONE = {0};

  private final TextTokenizer tokenizer;
  private final BatchPolicy policy;
  private final TokenBatchPool batches =
      new TokenBatchPool(2 * Runtime.getRuntime().availableProcessors());
  private final InferenceBackend backend;
  private final LabelHead head;
  private final List<String> labels;

  Pipeline(
      TextTokenizer tokenizer,
      BatchPolicy policy,
      InferenceBackend backend,
      LabelHead head,
      List<String> labels) {
    this.tokenizer = tokenizer;
    this.policy = policy;
    this.backend = backend;
    this.head = head;
    this.labels = labels;
  }

  Classification classify(String text) {
    TokenSequence[] tokens = {tokenize(text, 0)};
    Classification[] answer = new Classification[1];
    run(ONLY_ONE, tokens, answer);
    return answer[0];
  }

  List<Classification> classifyAll(List<String> texts) {
    List<Classification> answers = new ArrayList<>(texts.size());
    for (int start = 0; start < texts.size(); start += WINDOW) {
      int end = Math.min(start + WINDOW, texts.size());
      answers.addAll(classifyWindow(texts.subList(start, end), start));
    }
    return answers;
  }

  private List<Classification> classifyWindow(List<String> texts, int firstIndex) {
    TokenSequence[] tokens = new TokenSequence[texts.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokenize(texts.get(i), firstIndex + i);
    }
    int[] lengths = Arrays.stream(tokens).mapToInt(TokenSequence::length).toArray();
    Classification[] answers = new Classification[tokens.length];
    for (int[] run : policy.plan(lengths)) {
      run(run, tokens, answers);
    }
    return Arrays.asList(answers);
  }

  @SuppressWarnings("ConstantValue") // callers without null checks do pass null
  private TokenSequence tokenize(String text, int index) {
    if (text == null) {
      throw EngineException.invalidInput(index, "null, expected a string");
    }
    TokenSequence tokens = tokenizer.encode(text);
    if (tokens.length() == 0) {
      String found = text.isBlank() ? "blank" : "has no tokens";
      throw EngineException.invalidInput(
          index, found + ", expected at least one word the tokenizer can make a token of");
    }
    return tokens;
  }

  private void run(int[] rows, TokenSequence[] tokens, Classification[] answers) {
    TokenBatch batch = batches.borrow();
    Logits logits;
    try {
      batch.reset(rows.length, tokens[rows[0]].length());
      for (int row = 0; row < rows.length; row++) {
        batch.set(row, tokens[rows[row]]);
      }
      logits = backend.run(batch);
    } finally {
      batches.giveBack(batch);
    }
    for (int row = 0; row < rows.length; row++) {
      answers[rows[row]] = named(head.rank(logits, row));
    }
  }

  private Classification named(Ranking ranking) {
    List<LabelScore> scores = new ArrayList<>(ranking.size());
    for (int rank = 0; rank < ranking.size(); rank++) {
      scores.add(new LabelScore(labels.get(ranking.labelId(rank)), ranking.score(rank)));
    }
    return Classification.of(scores);
  }

  @Override
  public void close() {
    try {
      backend.close();
    } finally {
      tokenizer.close();
    }
  }
}
