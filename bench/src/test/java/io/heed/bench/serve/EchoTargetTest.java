package io.heed.bench.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EchoTargetTest {
  @Test
  void manyFramesAtATime_eachComesBackToItsSender() throws Exception {
    try (EchoTarget echo = new EchoTarget()) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        answers.add(echo.send(i));
      }
      for (int i = 0; i < 5000; i++) {
        assertEquals(i, answers.get(i).get(20, TimeUnit.SECONDS));
      }
    }
  }
}
