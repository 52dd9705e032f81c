package io.heed.server.binary;

import io.heed.engine.RequestOptions;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.RequestHead;
import io.heed.server.binary.frame.RunFrame;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.Parameters;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelRepository;
import io.heed.server.service.InferenceCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns frames into calls. Thread-safe. */
final class RequestFrames {
  static final String LABEL = "label";
  static final String SCORE = "score";

  private static final String PROTOCOL = "binary";
  private static final String TEXT = "text";
  private static final String PAIR = "text_pair";
  private static final String TOP_K = "top_k";
  private static final Set<String> LABELS = Set.of(LABEL, SCORE);
  private static final long MOST_MICROS = TimeUnit.DAYS.toMicros(36_500);

  private final ModelRepository<ServedModel> repository;

  RequestFrames(ModelRepository<ServedModel> repository) {
    this.repository = repository;
  }

  InferenceCall call(ClassifyFrame frame) {
    RawTensor texts = RawTensor.ofStrings(frame.texts(), frame.texts().size());
    List<byte[]> seconds = frame.seconds();
    Map<String, RawTensor> inputs =
        seconds == null
            ? Map.of(TEXT, texts)
            : Map.of(TEXT, texts, PAIR, RawTensor.ofStrings(seconds, seconds.size()));
    Parameters parameters =
        frame.topK() == 0
            ? Parameters.NONE
            : new Parameters(Map.of(TOP_K, Long.valueOf(frame.topK())));
    return call(frame.head(), inputs, LABELS, parameters);
  }

  InferenceCall call(RunFrame frame) {
    return call(frame.head(), frame.inputs(), frame.outputs(), Parameters.NONE);
  }

  private InferenceCall call(
      RequestHead head, Map<String, RawTensor> inputs, Set<String> outputs, Parameters parameters) {
    return new InferenceCall(
        PROTOCOL,
        head.model().isEmpty() ? onlyModel() : head.model(),
        version(head),
        "",
        head.trace(),
        new InferenceRequest(inputs, outputs, parameters, options(head)));
  }

  private static @Nullable Long version(RequestHead head) {
    return head.version() == 0 ? null : Long.valueOf(head.version());
  }

  private static RequestOptions options(RequestHead head) {
    RequestOptions options = RequestOptions.DEFAULT.withPriority(head.enginePriority());
    return head.deadlineMicros() == 0
        ? options
        : options.withDeadline(
            Duration.ofNanos(
                TimeUnit.MICROSECONDS.toNanos(Math.min(MOST_MICROS, head.deadlineMicros()))));
  }

  /** What a request means that names no model. */
  private String onlyModel() {
    List<String> names = repository.index().stream().map(IndexEntry::name).distinct().toList();
    if (names.size() != 1) {
      throw new ServerException(
          Status.INVALID_ARGUMENT, "model: found no name, expected one of " + names);
    }
    return names.get(0);
  }
}
