package io.heed.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.error.ServerException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that echoes over TLS, called by the JDK's client. */
class TlsContextsTest {
  @TempDir private static Path made;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static TestCertificates certificates;

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates strangers;

  @TempDir private Path folder;
  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private Path chain;
  private Path key;

  @BeforeAll
  static void make() throws Exception {
    certificates =
        new TestCertificates(made)
            .issue("first", "EC")
            .issue("second", "RSA")
            .issue("edwards", "Ed25519")
            .issue("client", "EC");
    strangers =
        new TestCertificates(Files.createDirectory(made.resolve("other"))).issue("stranger", "EC");
  }

  @BeforeEach
  void install() throws IOException {
    chain = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
    install("first", "first");
  }

  @AfterEach
  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void context_clientThatTrustsTheAuthority_isServed(String version) throws Exception {
    int port = listen(TlsContexts.of(files()).context(List.of("h2", "http/1.1")));
    try (SSLSocket client = connect(port, null, version)) {
      assertEquals(certificates.certificate("first"), certificateOf(client));
      assertEquals(version, client.getSession().getProtocol());
      assertEquals("http/1.1", client.getApplicationProtocol());
      assertEquals(7, echo(client, 7));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"second", "edwards"})
  void context_otherKindsOfKeys_areServed(String name) throws Exception {
    install(name, name);
    int port = listen(TlsContexts.of(files()).context(List.of()));
    try (SSLSocket client = connect(port, null, "TLSv1.3")) {
      assertEquals(certificates.certificate(name), certificateOf(client));
    }
  }

  @Test
  void context_oldVersionOfTls_isRefused() throws Exception {
    int port = listen(TlsContexts.of(files()).context(List.of()));
    assertThrows(IOException.class, () -> echo(connect(port, null, "TLSv1.1"), 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void context_mutual_servesThoseWhoHaveACertificateOnly(String version) throws Exception {
    int port = listen(TlsContexts.of(mutual()).context(List.of()));
    try (SSLSocket client = connect(port, certificates.having("client"), version)) {
      assertEquals(9, echo(client, 9));
    }
    assertThrows(IOException.class, () -> echo(connect(port, null, version), 1));
    assertThrows(
        IOException.class, () -> echo(connect(port, strangers.having("stranger"), version), 1));
  }

  @Test
  void reload_newPair_isForNewHandshakesAndOldConnectionsLiveOn() throws Exception {
    TlsContexts contexts = TlsContexts.of(files());
    int port = listen(contexts.context(List.of()));
    try (SSLSocket before = connect(port, null, "TLSv1.3")) {
      assertEquals(1, echo(before, 1));
      assertFalse(contexts.reload());
      install("second", "second");
      assertTrue(contexts.reload());
      try (SSLSocket after = connect(port, null, "TLSv1.3")) {
        assertEquals(certificates.certificate("second"), certificateOf(after));
      }
      assertEquals(2, echo(before, 2));
    }
  }

  @Test
  void reload_halfOfANewPair_keepsTheOldOneUntilTheOtherHalfIsThere() throws Exception {
    TlsContexts contexts = TlsContexts.of(files());
    int port = listen(contexts.context(List.of()));
    install("client", "first");
    ServerException failure = assertThrows(ServerException.class, contexts::reload);
    assertEquals(
        "TLS private key "
            + key
            + ": expected the key of the first certificate in TLS certificate chain "
            + chain,
        failure.getMessage());
    try (SSLSocket client = connect(port, null, "TLSv1.3")) {
      assertEquals(certificates.certificate("first"), certificateOf(client));
    }
    Files.delete(key);
    assertThrows(ServerException.class, contexts::reload);
    install("client", "client");
    assertTrue(contexts.reload());
    try (SSLSocket client = connect(port, null, "TLSv1.3")) {
      assertEquals(certificates.certificate("client"), certificateOf(client));
    }
  }

  /** By a look of the thread: the test asks until it has come. */
  @Test
  void tlsReload_newPair_isTakenOverWithoutACall() throws Exception {
    TlsContexts contexts = TlsContexts.of(files());
    int port = listen(contexts.context(List.of()));
    TlsReload reload = TlsReload.start(contexts, Duration.ofMillis(5));
    try {
      install("client", "first"); // broken, which ends nothing
      install("second", "second");
      X509Certificate wanted = certificates.certificate("second");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      boolean found = false;
      while (!found && System.nanoTime() < end) {
        try (SSLSocket client = connect(port, null, "TLSv1.3")) {
          found = certificateOf(client).equals(wanted);
        }
      }
      assertTrue(found);
    } finally {
      reload.close();
    }
  }

  @Test
  void of_wrongFiles_namesTheFileAndWhatWasExpected() throws Exception {
    Files.writeString(
        key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertMessage(
        "TLS private key "
            + key
            + ": found BEGIN RSA PRIVATE KEY, expected PEM with BEGIN PRIVATE KEY");
    install("first", "second");
    assertTrue(message().startsWith("TLS private key " + key + ": expected "), message());
    Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertTrue(
        message()
            .startsWith(
                "TLS certificate chain " + chain + ": certificate 0 (counted from 0) is none: "),
        message());
    Files.writeString(chain, "nothing");
    assertMessage(
        "TLS certificate chain " + chain + ": found no PEM, expected PEM with BEGIN CERTIFICATE");
    Files.delete(chain);
    assertMessage("TLS certificate chain " + chain + ": found no file, expected PEM");
  }

  private void assertMessage(String expected) {
    assertEquals(expected, message());
  }

  private String message() {
    return assertThrows(ServerException.class, () -> TlsContexts.of(files())).getMessage();
  }

  private void install(String chainOf, String keyOf) throws IOException {
    Files.copy(certificates.chain(chainOf), chain, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(certificates.key(keyOf), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private TlsFiles files() {
    return new TlsFiles(chain, key, Optional.empty());
  }

  private TlsFiles mutual() {
    return new TlsFiles(chain, key, Optional.of(certificates.chain("ca")));
  }

  private int listen(SslContext tls) throws InterruptedException {
    Channel port =
        new ServerBootstrap()
            .group(frontEnd.loops().accepting(), frontEnd.loops().serving())
            .channelFactory(frontEnd.loops().channelFactory())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) port.localAddress()).getPort();
  }

  private static SSLSocket connect(int port, @Nullable KeyStore own, String version)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates.trusting("ca"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static int echo(SSLSocket client, int sent) throws IOException {
    client.getOutputStream().write(sent);
    client.getOutputStream().flush();
    int found = client.getInputStream().read();
    if (found < 0) {
      throw new IOException("closed");
    }
    return found;
  }

  private static X509Certificate certificateOf(SSLSocket client) throws IOException {
    client.startHandshake();
    return (X509Certificate) client.getSession().getPeerCertificates()[0];
  }

  /** Sends back what comes. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelFuture unused = context.writeAndFlush(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      ChannelFuture unused = context.close();
    }
  }
}
