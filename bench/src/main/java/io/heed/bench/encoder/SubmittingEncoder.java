package io.heed.bench.encoder;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * A {@link TextEncoder} as a contestant: one thread submits all texts, at most so many of them
 * unanswered at a time, and collects the answers. Owns the encoder.
 */
public final class SubmittingEncoder implements BulkEncoder {
  private final TextEncoder encoder;
  private final Semaphore inFlight;

  private SubmittingEncoder(TextEncoder encoder, int inFlight) {
    this.encoder = encoder;
    this.inFlight = new Semaphore(inFlight);
  }

  /** A contestant that keeps at most so many texts unanswered. */
  public static SubmittingEncoder of(TextEncoder encoder, int inFlight) {
    return new SubmittingEncoder(encoder, inFlight);
  }

  @Override
  public boolean takesTokens() {
    return encoder.takesTokens();
  }

  @Override
  public float[][] encode(List<EncoderText> texts, TokenSource source) {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[texts.size()];
    float[][] vectors = new float[texts.size()][];
    for (int i = 0; i < answers.length; i++) {
      int text = i;
      inFlight.acquireUninterruptibly();
      CompletableFuture<float[]> answer =
          source == TokenSource.PREPARED
              ? encoder.submit(texts.get(i).tokens())
              : encoder.submit(texts.get(i).text());
      answers[i] =
          answer
              .whenComplete((vector, failure) -> inFlight.release())
              .thenAccept(vector -> vectors[text] = vector);
    }
    try {
      CompletableFuture.allOf(answers).join();
    } catch (CompletionException e) {
      throw new BenchException(Kind.RUN, "a text failed: " + e.getCause(), e);
    }
    return vectors;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
