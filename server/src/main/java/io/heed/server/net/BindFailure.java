package io.heed.server.net;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says why a port could not be had. Stateless. */
public final class BindFailure {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private BindFailure() {}

  /**
   * The exception to throw.
   *
   * @param protocol what the port was for, as users call it
   * @param failure what the transport threw
   */
  public static ServerException of(
      String protocol, InetSocketAddress address, IOException failure) {
    return of(protocol, address, failure, Path.of("/proc"));
  }

  static ServerException of(
      String protocol, InetSocketAddress address, IOException failure, Path proc) {
    String reason = innermostMessage(failure);
    String lower = reason.toLowerCase(Locale.ROOT);
    String problem;
    if (lower.contains("in use")) {
      problem = "is in use by " + PortHolder.of(address.getPort(), proc).orElse("another process");
    } else if (lower.contains("permission") && address.getPort() < FIRST_UNPRIVILEGED_PORT) {
      problem = "is for privileged users only, expected one above 1023";
    } else {
      problem = "cannot be opened: " + reason;
    }
    String message =
        protocol + " port " + address.getPort() + " of " + address.getHostString() + " " + problem;
    return new ServerException(Status.UNAVAILABLE, message, failure);
  }

  /** Netty's and gRPC's own words lie around those of the operating system. */
  private static String innermostMessage(IOException failure) {
    Throwable innermost = failure;
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      innermost = t;
      if (t instanceof BindException) {
        break;
      }
    }
    return String.valueOf(innermost.getMessage());
  }
}
