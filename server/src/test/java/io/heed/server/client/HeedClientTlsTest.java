package io.heed.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.BinaryServer;
import io.heed.server.binary.BinarySettings;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.net.TestCertificates;
import io.heed.server.net.TlsContexts;
import io.heed.server.net.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS on both ports. */
class HeedClientTlsTest {
  private static final String OIL = "Oil prices soar to an all-time record";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static TestCertificates certificates;

  @SuppressWarnings("NullAway.Init")
  private static BinaryServer server;

  private static int grpcPort;

  @BeforeAll
  static void open() throws Exception {
    certificates = new TestCertificates(folder).issue("server", "EC").issue("client", "EC");
    TlsContexts contexts =
        TlsContexts.of(
            new TlsFiles(
                certificates.chain("server"),
                certificates.key("server"),
                Optional.of(certificates.chain("ca"))));
    server =
        BinaryServer.open(
            AccessPolicy.OPEN,
            BinarySettings.DEFAULT,
            contexts.context(List.of()),
            BinaryServer.bundled(),
            0);
    grpcPort = server.openGrpc(contexts.context(List.of("h2")));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static HeedClientBuilder mutual(HeedClientBuilder builder) {
    return builder
        .trust(certificates.chain("ca"))
        .clientCertificate(certificates.chain("client"), certificates.key("client"));
  }

  @Test
  void classify_overMutualTls_isAnswered() {
    try (HeedClient binary = mutual(HeedClient.binary("localhost", server.port())).build();
        HeedClient grpc = mutual(HeedClient.grpc("localhost", grpcPort)).build()) {
      assertEquals("Business", binary.classify(OIL).label());
      assertEquals("Business", grpc.classify(OIL).label());
    }
  }

  @Test
  void classify_serverThatNobodyTrusts_isUnavailable() {
    assertUnavailable(HeedClient.binary("localhost", server.port()).tls());
    assertUnavailable(HeedClient.grpc("localhost", grpcPort).tls());
  }

  @Test
  void classify_withoutTls_isUnavailable() {
    assertUnavailable(HeedClient.binary("localhost", server.port()));
    assertUnavailable(HeedClient.grpc("localhost", grpcPort));
  }

  @Test
  void classify_withoutTheClientsCertificate_isUnavailable() {
    assertUnavailable(
        HeedClient.binary("localhost", server.port()).trust(certificates.chain("ca")));
  }

  private static void assertUnavailable(HeedClientBuilder builder) {
    try (HeedClient client = builder.build()) {
      ServerException failure = assertThrows(ServerException.class, () -> client.classify(OIL));
      assertEquals(Status.UNAVAILABLE, failure.status());
    }
  }
}
