package io.heed.server.client;

/** Takes requests to a server. Implementations are thread-safe and never block. */
interface Transport extends AutoCloseable {
  /** Sends a request, and completes it some time. */
  void send(Call<?> call);

  /** Sends a request after a while. */
  void sendLater(Call<?> call, long delayNanos);

  /** Ends all connections; requests without an answer fail. */
  @Override
  void close();
}
