package io.heed.engine.runtime.machine;

/**
 * One reason why a device cannot be used, and what removes it. Immutable.
 *
 * @param problem what was found, and what was expected
 * @param remedy what to install, set or start
 */
public record Obstacle(String problem, String remedy) {
  @Override
  public String toString() {
    return problem + " -> " + remedy;
  }
}
