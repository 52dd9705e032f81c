package io.heed.server.client;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a client was told of TLS. Confined to one thread. */
final class ClientTls {
  private boolean enabled;
  private @Nullable Path authorities;
  private @Nullable Path chain;
  private @Nullable Path key;

  void enable() {
    enabled = true;
  }

  void trust(Path pemFile) {
    enabled = true;
    authorities = pemFile;
  }

  void certificate(Path chainFile, Path keyFile) {
    enabled = true;
    chain = chainFile;
    key = keyFile;
  }

  /** The context; null for plain TCP. The server's name is checked (RFC 9525). */
  @Nullable SslContext context(boolean binary) {
    if (!enabled) {
      return null;
    }
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (binary) {
      builder.sslProvider(SslProvider.JDK);
    } else {
      GrpcSslContexts.configure(builder, SslProvider.JDK);
    }
    builder.endpointIdentificationAlgorithm("HTTPS");
    if (authorities != null) {
      builder.trustManager(authorities.toFile());
    }
    if (chain != null && key != null) {
      builder.keyManager(chain.toFile(), key.toFile());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS: " + e.getMessage(), e);
    }
  }
}
