package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcHealthTest {
  private final GrpcPort port = GrpcPort.open();
  private final HealthGrpc.HealthBlockingStub client = HealthGrpc.newBlockingStub(port.client());

  @AfterEach
  void close() {
    port.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "inference.GRPCInferenceService"})
  void check_ofTheServer_isItsReadiness(String name) {
    assertEquals(ServingStatus.SERVING, client.check(request(name)).getStatus());
    port.service().setReady(false);
    assertEquals(ServingStatus.NOT_SERVING, client.check(request(name)).getStatus());
  }

  @Test
  void check_ofAModel_isThatOnesReadiness() {
    assertEquals(ServingStatus.SERVING, client.check(request("news")).getStatus());
    port.service().repository().unload("news", Duration.ofSeconds(20));
    assertEquals(ServingStatus.NOT_SERVING, client.check(request("news")).getStatus());
  }

  @Test
  void check_ofAnythingElse_isNotFound() {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> client.check(request("x")));
    assertEquals(Status.Code.NOT_FOUND, failure.getStatus().getCode());
    assertEquals(
        "service \"x\": expected none, "
            + GRPCInferenceServiceGrpc.SERVICE_NAME
            + " or the name of a model",
        failure.getStatus().getDescription());
  }

  @Test
  void watch_ofTheServer_hearsOfChangesAndOfTheEnd() throws InterruptedException {
    Iterator<HealthCheckResponse> answers = client.watch(request(""));
    assertEquals(ServingStatus.SERVING, answers.next().getStatus());
    port.service().setReady(false);
    assertEquals(ServingStatus.NOT_SERVING, answers.next().getStatus());
    port.service().setReady(true);
    assertEquals(ServingStatus.SERVING, answers.next().getStatus());
    port.listener().stop();
    StatusRuntimeException end = assertThrows(StatusRuntimeException.class, answers::hasNext);
    assertEquals(Status.Code.UNAVAILABLE, end.getStatus().getCode());
    assertTrue(port.frontEnd().close(GrpcPort.LONG));
  }

  @Test
  void watch_ofAnUnknownName_isAnsweredSo() {
    assertEquals(ServingStatus.SERVICE_UNKNOWN, client.watch(request("x")).next().getStatus());
  }

  private static HealthCheckRequest request(String name) {
    return HealthCheckRequest.newBuilder().setService(name).build();
  }
}
