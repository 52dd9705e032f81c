package io.heed.server.fuzz;

/** A port and what is sent to it. Implementations are stateless. */
interface FuzzTarget {
  /** The name of the port, as the server tells it. */
  String port();

  /** What it is called in commands and results. */
  default String name() {
    return port();
  }

  /** A request that is malformed, most likely. */
  byte[] malformed(Mutator mutator);

  /** A request that is not. */
  byte[] good();

  /**
   * Fails if an answer is not as the protocol has it.
   *
   * @param answer all that came until the connection ended; nothing is well-formed, too
   */
  void check(byte[] answer);

  /** Whether the good request got its answer. */
  boolean isGood(byte[] answer);
}
