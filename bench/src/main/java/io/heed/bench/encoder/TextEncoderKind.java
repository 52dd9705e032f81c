package io.heed.bench.encoder;

import java.util.Locale;

/** The text encoders there are to run, by the names of the command line. */
public enum TextEncoderKind {
  /** A plain thread pool. */
  EXECUTOR;

  /**
   * Loads one.
   *
   * @param threads as many texts are worked on at a time
   * @param queueCapacity as many more may wait
   */
  public TextEncoder open(EncoderModel model, int threads, int queueCapacity) {
    return switch (this) {
      case EXECUTOR -> ExecutorTextEncoder.open(model, threads, queueCapacity);
    };
  }

  /** The name of the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
