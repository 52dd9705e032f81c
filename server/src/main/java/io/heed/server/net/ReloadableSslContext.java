package io.heed.server.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * The TLS of a port, whose certificate can be changed while it is open. Each change is a context of
 * its own behind this one, so that a session which the old one began, and a client that only the
 * old one trusted, are not taken up again by the new one. Thread-safe.
 */
final class ReloadableSslContext extends SslContext {
  private final List<String> applicationProtocols;
  private volatile SslContext current;

  /**
   * A context with its first certificate.
   *
   * @param applicationProtocols by preference, for ALPN (RFC 7301); none for a protocol without it
   */
  ReloadableSslContext(List<String> applicationProtocols, TlsMaterial material) {
    this.applicationProtocols = List.copyOf(applicationProtocols);
    this.current = made(material);
  }

  /** A context for new material, which is not in use yet. */
  SslContext made(TlsMaterial material) {
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                material.key(), material.chain().toArray(new X509Certificate[0]))
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    if (!material.authorities().isEmpty()) {
      builder
          .trustManager(material.authorities().toArray(new X509Certificate[0]))
          .clientAuth(ClientAuth.REQUIRE);
    }
    if (!applicationProtocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              applicationProtocols));
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw PemBlocks.invalid("TLS certificate or key", "not usable: " + e.getMessage());
    }
  }

  /** Lets handshakes that are still to come use another context. */
  void use(SslContext made) {
    current = made;
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return current.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the super class
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return current.newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return current.newEngine(allocator, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.sessionContext();
  }
}
