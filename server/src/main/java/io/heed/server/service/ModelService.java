package io.heed.server.service;

import io.heed.engine.StageTimes;
import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.RunStatistics;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets the models of a repository answer calls, whatever protocol brings them. Thread-safe; may be
 * called on event loops.
 */
public final class ModelService {
  /**
   * Texts up to so many bytes are tokenised at once, in some 10 µs; a change of threads is more.
   */
  private static final long MAX_BYTES_AT_ONCE = 4096;

  private static final Duration UNLOAD_WAIT = Duration.ofSeconds(30);

  private final ModelRepository<ServedModel> repository;
  private final ServiceLimits limits;
  private final Executor workers;
  private final AccessLog log;
  private final ConcurrentSkipListMap<String, ConcurrentSkipListMap<Long, ModelStatistics>>
      statistics = new ConcurrentSkipListMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean ready;
  private volatile boolean started;

  /**
   * A service, which is not ready yet.
   *
   * @param workers threads that may work for long; what is too much for them is refused
   */
  public ModelService(
      ModelRepository<ServedModel> repository,
      ServiceLimits limits,
      Executor workers,
      AccessLog log) {
    this.repository = repository;
    this.limits = limits;
    this.workers = workers;
    this.log = log;
  }

  /** The models. */
  public ModelRepository<ServedModel> repository() {
    return repository;
  }

  /** Threads for what may take long: loading and unloading models, long requests. */
  public Executor workers() {
    return workers;
  }

  /** Whether balancers are to send requests here. Calls are answered in any case. */
  public boolean isReady() {
    return ready;
  }

  /**
   * Says whether balancers are to send requests here. Until it is ready for the first time, models
   * that are not there are told to be on their way.
   */
  public void setReady(boolean value) {
    started |= value;
    ready = value;
  }

  /** Calls that are being answered. */
  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Answers a call; never blocks.
   *
   * @param released called exactly once when the tensors of the request are read no more, whatever
   *     became of it
   * @return completes with the answer, or exceptionally with a {@link ServerException}, never
   *     wrapped; cancelling it cancels the call
   */
  public CompletableFuture<InferenceAnswer> infer(InferenceCall call, Runnable released) {
    Pending pending = new Pending(call, released);
    inFlight.incrementAndGet();
    try {
      if (limits.require(call.request()) > MAX_BYTES_AT_ONCE) {
        workers.execute(pending::start);
      } else {
        pending.start();
      }
    } catch (RejectedExecutionException e) {
      pending.refuse(
          new ServerException(Status.OVERLOADED, "too many long requests are waiting", e));
    } catch (ServerException e) {
      pending.refuse(e);
    }
    return pending;
  }

  /**
   * Loads a model as it lies in the repository; blocks.
   *
   * @param parameters that the client gave, by name
   * @throws ServerException UNSUPPORTED if there are any: they would bring a configuration or
   *     files, which are not taken from clients; else as {@link ModelRepository#load}
   */
  public void load(String model, Set<String> parameters) {
    requireNoOthers("load", model, parameters, Set.of());
    repository.load(model);
  }

  /**
   * Unloads a model; blocks until it is freed, up to 30 s. No model has others that depend on it.
   *
   * @param parameters that the client gave, by name
   * @throws ServerException UNSUPPORTED for others than {@code unload_dependents}; else as {@link
   *     ModelRepository#unload}
   */
  public void unload(String model, Set<String> parameters) {
    requireNoOthers("unload", model, parameters, Set.of("unload_dependents"));
    repository.unload(model, UNLOAD_WAIT);
  }

  private static void requireNoOthers(
      String what, String model, Set<String> parameters, Set<String> known) {
    Set<String> others = new TreeSet<>(parameters);
    others.removeAll(known);
    if (!others.isEmpty()) {
      throw new ServerException(
          Status.UNSUPPORTED,
          what
              + " of model "
              + model
              + ": found parameters "
              + others
              + ", expected "
              + (known.isEmpty() ? "none" : known)
              + ": a model is loaded as it lies in the repository");
    }
  }

  /**
   * The counts of all that is ready or was asked, zeros for what was not, by name and version.
   *
   * @param model the only one; null for all
   * @param version the only one; null for all
   * @throws ServerException as {@link ModelRepository#borrow} if the model or version that is named
   *     is neither
   */
  public List<ModelCounts> known(@Nullable String model, @Nullable Long version) {
    List<ModelCounts> known = new ArrayList<>(counts());
    for (IndexEntry entry : repository.index()) {
      if (entry.state() == ModelState.READY
          && known.stream()
              .noneMatch(
                  each -> each.model().equals(entry.name()) && each.version() == entry.version())) {
        known.add(
            statistics(entry.name(), entry.version()).snapshot(entry.name(), entry.version()));
      }
    }
    known.removeIf(
        each ->
            (model != null && !each.model().equals(model))
                || (version != null && each.version() != version));
    if (known.isEmpty() && model != null) {
      return List.of(counts(model, version));
    }
    known.sort(Comparator.comparing(ModelCounts::model).thenComparing(ModelCounts::version));
    return known;
  }

  /** The counts of all versions of all models that were asked, by name and version. */
  public List<ModelCounts> counts() {
    List<ModelCounts> all = new ArrayList<>();
    statistics.forEach(
        (model, versions) ->
            versions.forEach((version, each) -> all.add(each.snapshot(model, version))));
    return all;
  }

  /**
   * The counts of a version of a model that is ready, zeros if it was not asked yet.
   *
   * @throws ServerException as {@link ModelRepository#borrow}
   */
  public ModelCounts counts(String model, @Nullable Long version) {
    try (Lease<ServedModel> lease = repository.borrow(model, version)) {
      return statistics(model, lease.version()).snapshot(model, lease.version());
    }
  }

  /** The runs of a version of a model since it was loaded; none if it is not. */
  public List<RunStatistics.Runs> runs(String model, long version) {
    try (Lease<ServedModel> lease = repository.borrow(model, version)) {
      return lease.model().runs().snapshot();
    } catch (ServerException e) {
      return List.of();
    }
  }

  private ModelStatistics statistics(String model, long version) {
    ConcurrentSkipListMap<Long, ModelStatistics> versions = statistics.get(model);
    if (versions == null) {
      versions = statistics.computeIfAbsent(model, key -> new ConcurrentSkipListMap<>());
    }
    ModelStatistics found = versions.get(version);
    return found != null ? found : versions.computeIfAbsent(version, key -> new ModelStatistics());
  }

  /** A call on its way. */
  private final class Pending extends CompletableFuture<InferenceAnswer> {
    private final long begin = System.nanoTime();
    private final InferenceCall call;
    private final Runnable released;
    private volatile @Nullable CompletableFuture<InferenceResponse> answer;

    Pending(InferenceCall call, Runnable released) {
      this.call = call;
      this.released = released;
    }

    /** A call that never gets to a model. */
    void refuse(ServerException failure) {
      released.run();
      end(0, null, null, failure);
    }

    void start() {
      if (isDone()) {
        refuse(new ServerException(Status.CANCELLED, "the client gave the request up"));
        return;
      }
      Lease<ServedModel> lease;
      try {
        lease = repository.borrow(call.model(), call.version());
      } catch (ServerException e) {
        refuse(started || e.status() != Status.NOT_FOUND ? e : starting());
        return;
      }
      ModelStatistics counts = statistics(call.model(), lease.version());
      counts.began();
      CompletableFuture<InferenceResponse> begun;
      try {
        begun = lease.model().infer(call.request(), released);
      } catch (RuntimeException e) { // a fault, which must not keep the model from being freed
        lease.close();
        end(lease.version(), counts, null, EngineFailures.translate(e));
        return;
      }
      answer = begun;
      if (isCancelled()) {
        begun.cancel(false);
      }
      CompletableFuture<InferenceResponse> unused =
          begun.whenComplete(
              (response, failure) -> {
                lease.close();
                end(
                    lease.version(),
                    counts,
                    response,
                    failure == null ? null : EngineFailures.translate(failure));
              });
    }

    private void end(
        long version,
        @Nullable ModelStatistics counts,
        @Nullable InferenceResponse response,
        @Nullable ServerException failure) {
      long nanos = System.nanoTime() - begin;
      inFlight.decrementAndGet();
      if (failure != null) {
        if (counts != null) {
          counts.failed(failure.status(), nanos);
        }
        completeExceptionally(failure);
        log.ended(new AccessLog.Entry(call, version, 0, failure, nanos, StageTimes.NONE));
      } else if (response != null && counts != null) {
        counts.succeeded(response, nanos);
        complete(new InferenceAnswer(version, response));
        log.ended(
            new AccessLog.Entry(
                call, version, response.inferences(), null, nanos, response.times()));
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      CompletableFuture<InferenceResponse> begun = answer;
      if (cancelled && begun != null) {
        begun.cancel(false);
      }
      return cancelled;
    }
  }

  private static ServerException starting() {
    return new ServerException(Status.UNAVAILABLE, "the server is starting");
  }
}
