package io.heed.server.client;

import io.heed.server.binary.frame.LabelRows;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request of texts. Thread-safe. */
final class ClassifyCall<T> extends Call<T> {
  private final List<String> texts;
  private final @Nullable List<String> seconds;
  private final Function<LabelRows, T> result;

  /**
   * A request.
   *
   * @param seconds of pairs, as many as there are texts; null for none
   * @param result what the caller is given
   */
  ClassifyCall(
      List<String> texts,
      @Nullable List<String> seconds,
      CallSettings settings,
      Transport transport,
      int retries,
      Function<LabelRows, T> result) {
    super(settings, transport, retries);
    this.texts = texts;
    this.seconds = seconds;
    this.result = result;
  }

  List<String> texts() {
    return texts;
  }

  @Nullable List<String> seconds() {
    return seconds;
  }

  /** The server has answered. */
  void answered(LabelRows rows) {
    if (rows.texts() != texts.size() || rows.perText() == 0) {
      failed(
          new ServerException(
              Status.INTERNAL,
              "found an answer for " + rows.texts() + " texts, expected " + texts.size()));
      return;
    }
    stopTimer();
    complete(result.apply(rows));
  }
}
