package io.heed.engine.metrics;

/** How full an engine is at this moment. Thread-safe. */
public interface EngineLoad {
  /** Requests inside, waiting and running. */
  int requests();

  /** Tokens of the requests inside. */
  long tokens();
}
