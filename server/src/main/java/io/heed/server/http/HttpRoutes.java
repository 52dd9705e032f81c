package io.heed.server.http;

import io.heed.server.access.AccessPolicy;
import io.heed.server.access.Right;
import io.heed.server.http.api.HealthEndpoints;
import io.heed.server.http.api.InferEndpoint;
import io.heed.server.http.api.MetadataEndpoints;
import io.heed.server.http.api.MetricsEndpoint;
import io.heed.server.http.api.PredictEndpoint;
import io.heed.server.http.api.RepositoryEndpoints;
import io.heed.server.http.api.StatisticsEndpoint;
import io.heed.server.http.route.CodedEndpoint;
import io.heed.server.http.route.Endpoint;
import io.heed.server.http.route.Route;
import io.heed.server.http.route.RouteTable;
import io.heed.server.service.ModelService;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a port serves. Immutable. */
public final class HttpRoutes {
  private static final Right INFERENCE = Right.INFERENCE;
  private static final Right ADMINISTRATION = Right.ADMINISTRATION;

  private final Blueprint blueprint;
  private final AccessPolicy access;
  private final Executor workers;

  private HttpRoutes(Blueprint blueprint, AccessPolicy access, Executor workers) {
    this.blueprint = blueprint;
    this.access = access;
    this.workers = workers;
  }

  /** Routes for the limits of a port. */
  private interface Blueprint {
    List<Route> routes(HttpSettings settings);
  }

  static HttpRoutes of(List<Route> routes, AccessPolicy access, Executor workers) {
    return new HttpRoutes(settings -> routes, access, workers);
  }

  /**
   * Everything: the Open Inference Protocol with Triton's extensions, Hugging Face's paths, {@code
   * /metrics}.
   *
   * @param heedVersion that clients are told
   * @param prometheusText writes the metrics, quickly
   */
  public static HttpRoutes inference(
      ModelService service,
      AccessPolicy access,
      String heedVersion,
      Supplier<byte[]> prometheusText) {
    return new HttpRoutes(
        settings -> {
          List<Route> routes = new ArrayList<>(health(service::isReady));
          routes.add(Route.get("/metrics", INFERENCE, new MetricsEndpoint(prometheusText)));
          routes.addAll(models(service, heedVersion, settings.maxBodyBytes()));
          routes.addAll(repository(service));
          PredictEndpoint predict = new PredictEndpoint(service);
          routes.add(Route.post("/", INFERENCE, predict::root));
          routes.add(Route.post("/predict", INFERENCE, predict::predict));
          routes.add(Route.post("/models/{model}", INFERENCE, predict::model));
          return routes;
        },
        access,
        service.workers());
  }

  /**
   * {@code /metrics}, and whether the server lives and is ready, for everybody.
   *
   * @param prometheusText writes the metrics, quickly
   * @param ready says whether the server is
   */
  public static HttpRoutes metrics(Supplier<byte[]> prometheusText, BooleanSupplier ready) {
    List<Route> routes = new ArrayList<>(health(ready));
    routes.add(Route.get("/metrics", null, new MetricsEndpoint(prometheusText)));
    return of(routes, AccessPolicy.OPEN, Runnable::run);
  }

  private static List<Route> health(BooleanSupplier ready) {
    HealthEndpoints health = new HealthEndpoints(ready);
    return List.of(
        Route.get("/v2/health/live", null, health::live),
        Route.get("/v2/health/ready", null, health::ready));
  }

  private static List<Route> models(ModelService service, String heedVersion, int maxTensorBytes) {
    InferEndpoint infer = new InferEndpoint(service, maxTensorBytes);
    MetadataEndpoints metadata = new MetadataEndpoints(service.repository(), heedVersion);
    StatisticsEndpoint statistics = new StatisticsEndpoint(service);
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/v2", INFERENCE, metadata::server));
    routes.add(Route.get("/v2/models/stats", INFERENCE, statistics::all));
    for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
      routes.add(Route.post(model + "/infer", INFERENCE, infer));
      routes.add(Route.get(model, INFERENCE, metadata::model));
      routes.add(Route.get(model + "/ready", INFERENCE, metadata::modelReady));
      routes.add(Route.get(model + "/config", INFERENCE, metadata::config));
      routes.add(Route.get(model + "/stats", INFERENCE, statistics::model));
    }
    return routes;
  }

  private static List<Route> repository(ModelService service) {
    RepositoryEndpoints repository = new RepositoryEndpoints(service);
    return List.of(
        Route.post("/v2/repository/index", INFERENCE, repository::index),
        Route.post("/v2/repository/models/{model}/load", ADMINISTRATION, repository::load),
        Route.post("/v2/repository/models/{model}/unload", ADMINISTRATION, repository::unload));
  }

  /** These routes with the limits of a port. */
  Bound bind(HttpSettings settings) {
    List<Route> coded = new ArrayList<>();
    for (Route route : blueprint.routes(settings)) {
      Endpoint endpoint =
          new CodedEndpoint(
              route.endpoint(), workers, settings.maxBodyBytes(), settings.compressesAnswers());
      coded.add(new Route(route.method(), route.segments(), route.right(), endpoint));
    }
    return new Bound(new RouteTable(coded), access);
  }

  /**
   * Routes of an open port. Immutable.
   *
   * @param table finds them
   * @param access says who may use them
   */
  record Bound(RouteTable table, AccessPolicy access) {
    /** The route of a request, if its client may use it. */
    RouteTable.Found find(HttpRequest head) {
      RouteTable.Found found = table.find(head.method().name(), head.uri());
      Right right = found.route().right();
      if (right != null) {
        access.require(right, head.headers().get(HttpHeaderNames.AUTHORIZATION));
      }
      return found;
    }
  }
}
