package io.heed.bench.encoder;

import java.time.Duration;
import java.util.Locale;

/** The text encoders there are to run, by the names of the command line. */
public enum TextEncoderKind {
  /** The engine. */
  ENGINE,
  /** A plain thread pool. */
  EXECUTOR;

  /**
   * Loads one.
   *
   * @param threads as many texts are worked on at a time
   * @param queueCapacity as many more may wait
   * @param deadline of each request, for those that know deadlines; zero for none
   */
  public TextEncoder open(EncoderModel model, int threads, int queueCapacity, Duration deadline) {
    return switch (this) {
      case ENGINE ->
          EngineTextEncoder.open(
              model, EngineTextEncoder.Setup.singleText(threads), queueCapacity, deadline);
      case EXECUTOR -> ExecutorTextEncoder.open(model, threads, queueCapacity);
    };
  }

  /** The name of the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
