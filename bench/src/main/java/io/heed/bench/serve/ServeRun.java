package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    boolean ownParts = settings.has(ServePart.LATENCY) || settings.has(ServePart.THROUGHPUT);
    boolean forOthers = settings.parts().equals(Set.of(ServePart.PEERS));
    if (!forOthers && !model.name().equals(ServeModel.BUNDLED)) {
      compile(own);
    }
    List<String> labels = new ArrayList<>();
    try (OwnContestants open = OwnContestants.open(model, settings)) {
      List<Contestant<?>> contestants = open.named(settings.contestants());
      for (int i = 0; i < Math.min(COMPARED_TEXTS, settings.texts().size()); i++) {
        labels.add(contestants.get(0).labelOf(i));
      }
      contestants.forEach(each -> agree(each, labels));
      if (ownParts) {
        own.warmUp(model.name(), contestants);
        own.measure(contestants, open.baselines());
      }
    }
    OverloadTurns overload = new OverloadTurns(settings, progress);
    if (settings.has(ServePart.OVERLOAD)) {
      try (OwnContestants open =
          OwnContestants.openNarrow(model, settings, OverloadTurns.MAX_REQUESTS)) {
        List<Contestant<?>> refusing = new ArrayList<>(open.named(settings.contestants()));
        refusing.remove(0); // the one in process, which has no server to refuse
        overload.measure(refusing);
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
        new ServeResult(
            own.latencies(), own.saturation(), overload.turns(), ramps, Map.copyOf(absent)));
  }

  /**
   * The code of a protocol is compiled after some ten thousand requests, for which a large model
   * takes minutes, and costs a large model's rounds up to a fourth until then.
   */
  private void compile(OwnTurns own) {
    ServeModel small = ServeModel.of(ServeModel.BUNDLED, settings.work());
    try (OwnContestants open = OwnContestants.open(small, settings)) {
      own.warmUp(small.name(), open.named(settings.contestants()));
    }
  }

  private List<RampTurn> ramps(Peers peers, List<String> labels) {
    try (Opened open = new Opened()) {
      ClientLoop loop = open.add(new ClientLoop());
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
            open.add(PeerProcess.start(service.name(), service.command().apply(port), log, port));
        process.awaitReady(loop, settings.texts());
        HttpTarget target =
            open.add(HttpTarget.open(loop, port, settings.texts(), settings.inFlight()));
        Contestant<byte[]> contestant =
            new Contestant<>(service.name(), target::send, HttpTarget::label);
        agree(contestant, labels);
        services.put(service, contestant);
      }
      return new RampTurns(settings, progress).measure(services);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "services: " + e.getMessage(), e);
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
}
