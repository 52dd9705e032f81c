package io.heed.engine;

/** A pipeline with what a task adds to it. Thread-safe. */
interface LoadedTask {
  /** The stages. */
  Pipeline pipeline();

  /** What describes the model. */
  ModelDescriber describer();
}
