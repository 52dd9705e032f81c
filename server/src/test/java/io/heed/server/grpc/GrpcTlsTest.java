package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.heed.server.access.AccessPolicy;
import io.heed.server.net.TestCertificates;
import io.heed.server.net.TlsContexts;
import io.heed.server.net.TlsFiles;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ServerLiveRequest;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcTlsTest {
  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static TestCertificates certificates;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    certificates = new TestCertificates(folder).issue("server", "EC").issue("client", "EC");
  }

  @Test
  void serverLive_overTls_isAnsweredAndPlaintextIsNot() throws Exception {
    try (GrpcPort port = open(Optional.empty())) {
      assertTrue(isLive(port.client(port.builder().sslContext(trusting().build()))));
      assertEquals(
          Status.Code.UNAVAILABLE,
          assertThrows(StatusRuntimeException.class, () -> isLive(port.client()))
              .getStatus()
              .getCode());
    }
  }

  @Test
  void serverLive_overMutualTls_isForThoseWithACertificate() throws Exception {
    try (GrpcPort port = open(Optional.of(certificates.chain("ca")))) {
      SslContextBuilder known =
          trusting()
              .keyManager(
                  certificates.chain("client").toFile(), certificates.key("client").toFile());
      assertTrue(isLive(port.client(port.builder().sslContext(known.build()))));
      ManagedChannel unknown = port.client(port.builder().sslContext(trusting().build()));
      assertThrows(StatusRuntimeException.class, () -> isLive(unknown));
    }
  }

  private static GrpcPort open(Optional<Path> clients) {
    TlsContexts tls =
        TlsContexts.of(
            new TlsFiles(certificates.chain("server"), certificates.key("server"), clients));
    return new GrpcPort(AccessPolicy.OPEN, GrpcSettings.DEFAULT, tls.context(List.of("h2")));
  }

  private static SslContextBuilder trusting() {
    return GrpcSslContexts.configure(
        SslContextBuilder.forClient().trustManager(certificates.chain("ca").toFile()),
        SslProvider.JDK);
  }

  private static boolean isLive(ManagedChannel channel) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .serverLive(ServerLiveRequest.getDefaultInstance())
        .getLive();
  }
}
