package io.heed.server.inference;

import io.heed.engine.RequestOptions;
import io.heed.engine.batch.Priority;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Triton's schedule policy extension: the parameter {@code timeout} is the deadline in
 * microseconds, 0 for none; {@code priority} is 1 for high, 2 for normal, 3 and above for low, 0
 * for the default. Stateless.
 */
public final class SchedulePolicy {
  private static final String TIMEOUT = "timeout";
  private static final String PRIORITY = "priority";

  private SchedulePolicy() {}

  /**
   * Takes the two out of the parameters.
   *
   * @param parameters of a request, each a Boolean, Long, Double or String
   * @param callNanos how long the call itself may take; the earlier deadline holds; {@code
   *     Long.MAX_VALUE} for ever
   * @throws ServerException (INVALID_ARGUMENT) if one is not a whole number from 0 on
   */
  public static RequestOptions take(Map<String, Object> parameters, long callNanos) {
    Object timeout = parameters.remove(TIMEOUT);
    long level = number(PRIORITY, parameters.remove(PRIORITY));
    long micros = number(TIMEOUT, timeout);
    RequestOptions options =
        RequestOptions.DEFAULT.withPriority(
            level == 1 ? Priority.HIGH : level >= 3 ? Priority.LOW : Priority.NORMAL);
    long nanos =
        micros > 0 ? Math.min(callNanos, TimeUnit.MICROSECONDS.toNanos(micros)) : callNanos;
    return nanos == Long.MAX_VALUE
        ? options
        : options.withDeadline(Duration.ofNanos(Math.max(0, nanos)));
  }

  private static long number(String name, @Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    throw new ServerException(
        Status.INVALID_ARGUMENT,
        "parameter \"" + name + "\": found " + value + ", expected a whole number from 0 on");
  }
}
