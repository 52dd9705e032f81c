package io.heed.server.cli;

import io.heed.server.ServerSettings;
import io.heed.server.access.AccessPolicy;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.grpc.GrpcSettings;
import io.heed.server.net.TlsFiles;
import io.heed.server.service.ServiceLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits, certificates and tokens of a server. Filled by picocli. */
final class ProtectionOptions {
  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      defaultValue = "64m",
      converter = MemorySize.class,
      description =
          "The largest request, after decompression: bytes, or with k or m. Default:"
              + " ${DEFAULT-VALUE}.")
  private long maxBody;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Over all ports; more are closed at once. Default: ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Option(
      names = "--grpc-max-connection-age",
      paramLabel = "SECONDS",
      description =
          "After so long a gRPC client is asked to connect anew, for balancers. Without it: never.")
  private @Nullable Integer maxConnectionAge;

  @Option(
      names = "--no-grpc-reflection",
      description = "Does not tell gRPC clients which calls there are.")
  private boolean noReflection;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How long requests at work may take when the server is stopped. Default:"
              + " ${DEFAULT-VALUE}.")
  private int drain;

  @Option(
      names = "--io-threads",
      paramLabel = "N",
      description = "Threads that move bytes. Default: one a processor, up to 4.")
  private @Nullable Integer ioThreads;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "PEM: the server's certificate, then those that lead to its authority.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM: its private key, PKCS#8 without a password.")
  private @Nullable Path key;

  @Option(
      names = "--tls-client-authorities",
      paramLabel = "FILE",
      description = "PEM: who vouches for clients; others are refused (mutual TLS).")
  private @Nullable Path clientAuthorities;

  @Option(
      names = "--tls-reload-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How often to look for another certificate. Default: ${DEFAULT-VALUE}.")
  private int tlsReload;

  @Option(
      names = "--inference-tokens-file",
      paramLabel = "FILE",
      description =
          "A bearer token a line: who has none of them may only ask whether the server is ready.")
  private @Nullable Path inferenceTokens;

  @Option(
      names = "--administration-tokens-file",
      paramLabel = "FILE",
      description = "A bearer token a line, for inference and for loading and unloading models.")
  private @Nullable Path administrationTokens;

  /** Settings with these in them. */
  ServerSettings apply(ServerSettings settings) {
    int body = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE));
    GrpcSettings grpc = settings.grpc().withMaxMessageBytes(body).withReflection(!noReflection);
    if (maxConnectionAge != null) {
      grpc =
          grpc.withMaxConnectionAge(
              Duration.ofSeconds(maxConnectionAge), Duration.ofSeconds(drain));
    }
    return new ServerSettings(
        settings.ports(),
        settings.models(),
        new ServiceLimits(settings.limits().maxTensors(), maxBody),
        settings.http().withMaxBodyBytes(body),
        grpc,
        settings.binary().withMaxFrameBytes(body),
        AccessPolicy.of(
            tokens("--inference-tokens-file", inferenceTokens),
            tokens("--administration-tokens-file", administrationTokens)),
        tls(),
        Duration.ofSeconds(tlsReload),
        settings.accessLog(),
        ioThreads == null ? settings.ioThreads() : ioThreads,
        maxConnections,
        Duration.ofSeconds(drain));
  }

  private Optional<TlsFiles> tls() {
    if (certificate == null && key == null && clientAuthorities == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null) {
      throw new IllegalArgumentException(
          (certificate == null ? "--tls-certificate" : "--tls-key")
              + ": found none, expected --tls-certificate and --tls-key together");
    }
    return Optional.of(new TlsFiles(certificate, key, Optional.ofNullable(clientAuthorities)));
  }

  private static List<String> tokens(String option, @Nullable Path file) {
    if (file == null) {
      return List.of();
    }
    List<String> tokens;
    try {
      tokens =
          Files.readAllLines(file, StandardCharsets.UTF_8).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
    } catch (IOException e) {
      throw new ServerException(
          Status.UNAVAILABLE, option + " " + file + ": cannot be read: " + e, e);
    }
    if (tokens.isEmpty()) {
      throw new ServerException(
          Status.UNAVAILABLE, option + " " + file + ": found no token, expected one a line");
    }
    return tokens;
  }
}
