package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The run from its model to its report. For one thread. */
public final class ServeRun {
  private static final int COMPARED_TEXTS = 32;

  private final ServeModel model;
  private final ServeSettings settings;
  private final Consumer<String> progress;

  /**
   * A run.
   *
   * @param progress is told a line at a time
   */
  public ServeRun(ServeModel model, ServeSettings settings, Consumer<String> progress) {
    this.model = model;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Measures all that the settings name.
   *
   * @param described what stands above the results
   */
  public ServeReport measure(Map<String, Object> described) {
    OwnTurns own = new OwnTurns(settings, progress);
    List<String> labels = new ArrayList<>();
    try (OwnContestants open = OwnContestants.open(model, settings)) {
      List<Contestant<?>> contestants = open.named(settings.contestants());
      for (int i = 0; i < Math.min(COMPARED_TEXTS, settings.texts().size()); i++) {
        labels.add(contestants.get(0).labelOf(i));
      }
      contestants.forEach(each -> agree(each, labels));
      if (settings.has(ServePart.LATENCY) || settings.has(ServePart.THROUGHPUT)) {
        own.measure(contestants);
      }
    }
    Map<String, String> absent = new TreeMap<>();
    List<RampTurn> ramps = List.of();
    if (settings.has(ServePart.PEERS)) {
      Peers peers = Peers.of(model, settings);
      absent.putAll(peers.absent());
      ramps = ramps(peers, labels);
    }
    return new ServeReport(
        described,
        settings.bounds(),
        new ServeResult(own.latencies(), own.saturation(), ramps, Map.copyOf(absent)));
  }

  private List<RampTurn> ramps(Peers peers, List<String> labels) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      ClientLoop loop = new ClientLoop();
      open.push(loop);
      Map<PeerService, Contestant<?>> services = new LinkedHashMap<>();
      for (PeerService service : peers.services()) {
        progress.accept("starting " + service.name());
        int port = PeerProcess.freePort();
        Path log =
            settings
                .work()
                .resolve(
                    "serve-"
                        + service.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "-")
                        + ".log");
        PeerProcess process =
            PeerProcess.start(service.name(), service.command().apply(port), log, port);
        open.push(process);
        process.awaitReady(loop, settings.texts());
        HttpTarget target = HttpTarget.open(loop, port, settings.texts(), settings.inFlight());
        open.push(target);
        Contestant<byte[]> contestant =
            new Contestant<>(service.name(), target::send, HttpTarget::label);
        agree(contestant, labels);
        services.put(service, contestant);
      }
      return new RampTurns(settings, progress).measure(services);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "services: " + e.getMessage(), e);
    } finally {
      close(open);
    }
  }

  private static void agree(Contestant<?> contestant, List<String> labels) {
    for (int i = 0; i < labels.size(); i++) {
      String label = contestant.labelOf(i);
      if (!label.equals(labels.get(i))) {
        throw new BenchException(
            Kind.RUN,
            contestant.name() + ": text " + i + ": found " + label + ", expected " + labels.get(i));
      }
    }
  }

  private static void close(Deque<AutoCloseable> open) {
    BenchException failed = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failed = new BenchException(Kind.RUN, "closing: " + e.getMessage(), e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
