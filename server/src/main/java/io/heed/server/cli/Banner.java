package io.heed.server.cli;

import io.heed.server.HeedServer;
import io.heed.server.ServerSettings;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.TensorMetadata;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a server tells when it is ready. Stateless. */
final class Banner {
  private static final int MOST_TENSORS = 4;

  private Banner() {}

  static void print(PrintWriter out, HeedServer server, ServerSettings settings, Duration start) {
    out.println("Heed " + HeedServer.version());
    List<IndexEntry> models = server.service().repository().index();
    if (models.isEmpty()) {
      out.println("  no model in the repository yet");
    }
    for (IndexEntry entry : models) {
      out.printf(
          Locale.ROOT,
          "  %-8s %s %d: %s%n",
          "model",
          entry.name(),
          entry.version(),
          what(server, entry));
    }
    out.printf(Locale.ROOT, "  %-8s %s%n", "device", settings.models().serving().device());
    String security = settings.tls().isPresent() ? "https" : "http";
    server
        .ports()
        .forEach(
            (protocol, port) ->
                out.printf(
                    Locale.ROOT,
                    "  %-8s %s%n",
                    protocol,
                    switch (protocol) {
                      case "HTTP" -> security + "://" + host(settings) + ":" + port;
                      case "metrics" -> "http://" + host(settings) + ":" + port + "/metrics";
                      default ->
                          host(settings)
                              + ":"
                              + port
                              + (settings.tls().isPresent() ? " (TLS)" : "");
                    }));
    out.printf(Locale.ROOT, "Ready after %.1f s.%n", start.toMillis() / 1000.0);
    out.flush();
  }

  private static String host(ServerSettings settings) {
    return settings.ports().host();
  }

  private static String what(HeedServer server, IndexEntry entry) {
    if (entry.state() != ModelState.READY) {
      return "left out: " + entry.reason();
    }
    try (Lease<ServedModel> lease =
        server.service().repository().borrow(entry.name(), entry.version())) {
      ModelMetadata metadata = lease.model().metadata();
      return names(metadata.inputs()) + " -> " + names(metadata.outputs());
    }
  }

  private static String names(List<TensorMetadata> tensors) {
    String names =
        tensors.stream()
            .limit(MOST_TENSORS)
            .map(TensorMetadata::name)
            .collect(Collectors.joining(", "));
    return tensors.size() > MOST_TENSORS ? names + ", …" : names;
  }
}
