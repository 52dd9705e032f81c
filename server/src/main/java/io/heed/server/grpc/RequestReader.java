package io.heed.server.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.heed.engine.RequestOptions;
import io.heed.engine.batch.Priority;
import io.heed.server.error.ServerException;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.Parameters;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns a message into a request. The deadline is the earlier one of the call's and of the
 * parameter {@code timeout}, microseconds; {@code priority} is 1 for high, 2 for normal, 3 and
 * above for low, 0 for the default (Triton's schedule policy extension). Stateless.
 */
final class RequestReader {
  private static final String TIMEOUT = "timeout";
  private static final String PRIORITY = "priority";

  private RequestReader() {}

  static InferenceRequest read(ModelInferRequest message) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    message.getParametersMap().forEach((name, value) -> parameters.put(name, value(name, value)));
    Object timeout = parameters.remove(TIMEOUT);
    Object priority = parameters.remove(PRIORITY);
    Set<String> outputs = new LinkedHashSet<>();
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      outputs.add(output.getName());
    }
    return new InferenceRequest(
        RequestTensors.of(message),
        outputs,
        new Parameters(parameters),
        options(timeout, priority));
  }

  /** The version that a message asks for; null if it leaves the choice to the server. */
  static @Nullable Long version(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw RequestTensors.invalid(
          "model version: found \"" + text + "\", expected a whole number from 1 on");
    }
    return Long.parseLong(text);
  }

  private static RequestOptions options(@Nullable Object timeout, @Nullable Object priority) {
    RequestOptions options = RequestOptions.DEFAULT.withPriority(priority(priority));
    long micros = timeout == null ? 0 : number(TIMEOUT, timeout);
    Deadline call = Context.current().getDeadline();
    long nanos = call == null ? Long.MAX_VALUE : call.timeRemaining(TimeUnit.NANOSECONDS);
    if (micros > 0) {
      nanos = Math.min(nanos, TimeUnit.MICROSECONDS.toNanos(micros));
    }
    return nanos == Long.MAX_VALUE
        ? options
        : options.withDeadline(Duration.ofNanos(Math.max(0, nanos)));
  }

  private static Priority priority(@Nullable Object value) {
    long level = value == null ? 0 : number(PRIORITY, value);
    return level == 1 ? Priority.HIGH : level >= 3 ? Priority.LOW : Priority.NORMAL;
  }

  private static long number(String name, Object value) {
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    throw RequestTensors.invalid(
        "parameter \"" + name + "\": found " + value + ", expected a whole number from 0 on");
  }

  private static Object value(String name, InferParameter parameter) throws ServerException {
    return switch (parameter.getParameterChoiceCase()) {
      case BOOL_PARAM -> parameter.getBoolParam();
      case INT64_PARAM -> parameter.getInt64Param();
      case UINT64_PARAM -> parameter.getUint64Param();
      case DOUBLE_PARAM -> parameter.getDoubleParam();
      case STRING_PARAM -> parameter.getStringParam();
      case PARAMETERCHOICE_NOT_SET ->
          throw RequestTensors.invalid("parameter \"" + name + "\": found no value");
    };
  }
}
