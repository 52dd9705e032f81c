package io.heed.server.http.route;

import io.heed.server.access.Right;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path that is answered. Immutable.
 *
 * @param method that it takes; GET includes HEAD
 * @param segments of the path; one in braces is a variable
 * @param right that a client needs; null for none
 * @param endpoint that answers
 */
public record Route(
    String method, List<String> segments, @Nullable Right right, Endpoint endpoint) {
  /** A path that is read; {@code /v2/models/{model}}. */
  public static Route get(String path, @Nullable Right right, Endpoint endpoint) {
    return new Route("GET", RequestPath.segments(path), right, endpoint);
  }

  /** A path that something is sent to. */
  public static Route post(String path, @Nullable Right right, Endpoint endpoint) {
    return new Route("POST", RequestPath.segments(path), right, endpoint);
  }

  boolean matches(List<String> path) {
    if (path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!isVariable(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  boolean takes(String asked) {
    return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
  }

  Map<String, String> variables(List<String> path) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (isVariable(segment)) {
        variables.put(segment.substring(1, segment.length() - 1), path.get(i));
      }
    }
    return variables;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
