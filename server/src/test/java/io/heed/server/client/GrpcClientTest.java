package io.heed.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.error.EngineException;
import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.BinaryServer;
import io.heed.server.binary.BinarySettings;
import io.heed.server.binary.HeldModel;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is gRPC's transport's alone, with a model whose answers are the test's. */
class GrpcClientTest {
  @Test
  void overloaded_withoutRetries_isToldApartFromAServerThatIsNotThere() throws Exception {
    HeldModel model = new HeldModel();
    try (BinaryServer server =
            BinaryServer.open(
                AccessPolicy.OPEN,
                BinarySettings.DEFAULT,
                null,
                (name, version, folder) -> model,
                0);
        HeedClient client =
            HeedClient.grpc("127.0.0.1", server.openGrpc(null)).model(BinaryServer.MODEL).build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      model
          .next()
          .answer()
          .completeExceptionally(new EngineException(EngineException.Kind.OVERLOADED, "full"));
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
      ServerException told = assertInstanceOf(ServerException.class, failure.getCause());
      assertEquals(Status.OVERLOADED, told.status());
    }
  }
}
