package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.JoinedAnswer.Timed;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.token.TokenSequence;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class JoinedAnswerTest {
  private final CompletableFuture<Timed<String>> first = new CompletableFuture<>();
  private final CompletableFuture<Timed<String>> second = new CompletableFuture<>();
  private final CompletableFuture<String> answer =
      JoinedAnswer.of(List.of(first, second), new Concatenation());

  @Test
  void of_lastWindowDone_joinsInTheirOrder() {
    second.complete(new Timed<>("b", new StageTimes(0, 20, 300)));
    assertFalse(answer.isDone());
    first.complete(new Timed<>("a", new StageTimes(1, 2, 3)));
    assertEquals("ab " + new StageTimes(1, 22, 303), answer.join());
  }

  @Test
  void of_oneFailure_failsTheWholeAndCancelsTheOthers() {
    EngineException failure = new EngineException(EngineException.Kind.RUNTIME, "broken");
    second.completeExceptionally(failure);
    CompletionException thrown = assertThrows(CompletionException.class, answer::join);
    assertSame(failure, thrown.getCause());
    assertTrue(first.isCancelled());
  }

  @Test
  void of_cancelledByTheCaller_cancelsAllWindows() {
    answer.cancel(false);
    assertTrue(first.isCancelled() && second.isCancelled());
  }

  @Test
  void of_decodingThatFails_failsTheAnswer() {
    first.complete(new Timed<>("", StageTimes.NONE));
    second.complete(new Timed<>("", StageTimes.NONE));
    CompletionException thrown = assertThrows(CompletionException.class, answer::join);
    assertTrue(thrown.getCause() instanceof EngineException);
  }

  private static final class Concatenation implements Decoding<String, String> {
    @Override
    public String part(ModelOutputs outputs, int row, TokenSequence tokens) {
      return "";
    }

    @Override
    public String whole(List<String> parts, StageTimes times) {
      if (parts.contains("")) {
        throw new IllegalStateException("empty");
      }
      return String.join("", parts) + " " + times;
    }
  }
}
