package io.heed.server.service;

import io.heed.engine.StageTimes;
import io.heed.server.error.ServerException;
import org.jspecify.annotations.Nullable;

/** Is told of every call that ended. Implementations are thread-safe, quick and throw nothing. */
@FunctionalInterface
public interface AccessLog {
  /** Forgets everything. */
  AccessLog NONE = entry -> {};

  /** A call ended. */
  void ended(Entry entry);

  /**
   * A call that ended.
   *
   * @param call what was asked
   * @param version of the model that answered; 0 if none did
   * @param inferences that were answered
   * @param failure why there was no answer; null if there was one
   * @param nanos from the call's arrival to its end
   * @param times where the time of an answer went
   */
  record Entry(
      InferenceCall call,
      long version,
      int inferences,
      @Nullable ServerException failure,
      long nanos,
      StageTimes times) {}
}
