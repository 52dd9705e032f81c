package io.heed.server.repository;

/** What can be said of a version of a model (Triton's model repository extension). */
public enum ModelState {
  /** Is being loaded, and was not ready before. */
  LOADING,
  /** Answers requests. */
  READY,
  /** Answers the requests that it has and no more. */
  UNLOADING,
  /** Could not be loaded, or was unloaded. */
  UNAVAILABLE
}
