package io.heed.models;

/** Told of every step of a write before the next one; tests end the process here. */
@FunctionalInterface
interface WriteSteps {
  WriteSteps NONE = step -> {};

  void done(String step);
}
