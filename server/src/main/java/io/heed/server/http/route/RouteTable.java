package io.heed.server.http.route;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a request: the first that matches. Immutable. */
public final class RouteTable {
  private static final int MAX_SHOWN = 200;

  private final List<Route> routes;

  /** A table; of two routes that match the same path the first one counts. */
  public RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * A route that was found.
   *
   * @param route it
   * @param variables of the path
   */
  public record Found(Route route, Map<String, String> variables) {}

  /**
   * The route of a request.
   *
   * @param target of the request line
   * @throws HttpFailure 404 without one, 405 if it takes other methods
   */
  public Found find(String method, String target) {
    List<String> path = RequestPath.segments(target);
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      if (route.matches(path)) {
        if (route.takes(method)) {
          return new Found(route, route.variables(path));
        }
        allowed.add(route.method());
        if (route.method().equals("GET")) {
          allowed.add("HEAD");
        }
      }
    }
    if (allowed.isEmpty()) {
      throw new HttpFailure(404, "path " + cut(target) + ": there is nothing");
    }
    String methods = String.join(", ", allowed);
    throw new HttpFailure(
        405,
        "method " + cut(method) + " of " + cut(target) + ", expected " + methods,
        Map.of(HttpHeaderNames.ALLOW, methods));
  }

  private static String cut(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
  }
}
