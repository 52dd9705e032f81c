package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds for the engine of every task.
 *
 * @param <E> the engine
 * @param <A> its answer
 */
@Timeout(120)
abstract class TaskEngineContract<E extends TaskEngine, A> {
  abstract HfFixture fixture();

  abstract EngineBuilder<?> builder(ModelDirectory directory);

  abstract E build(EngineBuilder<?> builder);

  abstract A call(E engine, String text, RequestOptions options);

  abstract CompletableFuture<A> callAsync(E engine, String text, RequestOptions options);

  abstract List<A> callAll(E engine, List<String> texts);

  abstract StageTimes times(A answer);

  /** A text of the task's. */
  abstract String text();

  /** The same again and again, until it is too long for one run. */
  abstract String longText();

  private E engine() {
    return build(builder(ModelDirectory.open(fixture().directory())));
  }

  @Test
  void call_anyWay_givesTheSameAnswer() {
    try (E engine = engine()) {
      A answer = call(engine, text(), RequestOptions.DEFAULT);
      assertEquals(answer, callAsync(engine, text(), RequestOptions.DEFAULT).join());
      assertEquals(answer.hashCode(), call(engine, text(), RequestOptions.DEFAULT).hashCode());
      assertEquals(
          Collections.nCopies(600, answer), callAll(engine, Collections.nCopies(600, text())));
      assertNotEquals(answer, call(engine, longText(), RequestOptions.DEFAULT));
      assertEquals(List.of(), callAll(engine, List.of()));
    }
  }

  @Test
  void call_answer_tellsWhereTheTimeWent() {
    try (E engine = engine()) {
      for (String text : List.of(text(), longText())) {
        StageTimes times = times(call(engine, text, RequestOptions.DEFAULT));
        assertTrue(times.tokenizeNanos() > 0 && times.runNanos() > 0, times.toString());
        assertTrue(times.queueNanos() >= 0, times.toString());
      }
    }
  }

  @Test
  void call_passedDeadline_isRefused() {
    RequestOptions late = RequestOptions.DEFAULT.withDeadline(Duration.ofNanos(1));
    RequestOptions patient = RequestOptions.DEFAULT.withDeadline(Duration.ofMinutes(1));
    try (E engine = engine()) {
      for (String text : List.of(text(), longText())) {
        assertKind(
            EngineException.Kind.DEADLINE_EXCEEDED,
            assertThrows(EngineException.class, () -> call(engine, text, late)));
        assertKind(EngineException.Kind.DEADLINE_EXCEEDED, failure(callAsync(engine, text, late)));
        assertEquals(call(engine, text, RequestOptions.DEFAULT), call(engine, text, patient));
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void call_null_isRefused() {
    try (E engine = engine()) {
      assertKind(
          EngineException.Kind.INVALID_INPUT,
          assertThrows(EngineException.class, () -> call(engine, null, RequestOptions.DEFAULT)));
      assertKind(
          EngineException.Kind.INVALID_INPUT,
          failure(callAsync(engine, null, RequestOptions.DEFAULT)));
      EngineException second =
          assertThrows(EngineException.class, () -> callAll(engine, Arrays.asList(text(), null)));
      assertEquals(OptionalInt.of(1), second.inputIndex());
      assertEquals(1, callAll(engine, List.of(text())).size());
    }
  }

  @Test
  void call_afterClose_isRefused() {
    E engine = engine();
    CompletableFuture<A> before = callAsync(engine, longText(), RequestOptions.DEFAULT);
    engine.close();
    engine.close();
    assertTrue(times(before.join()).runNanos() > 0);
    assertKind(
        EngineException.Kind.CLOSED,
        assertThrows(EngineException.class, () -> call(engine, text(), RequestOptions.DEFAULT)));
    assertKind(
        EngineException.Kind.CLOSED, failure(callAsync(engine, text(), RequestOptions.DEFAULT)));
    assertKind(
        EngineException.Kind.CLOSED,
        assertThrows(EngineException.class, () -> callAll(engine, List.of(text()))));
    ModelDirectory directory = ModelDirectory.open(fixture().directory());
    assertKind(
        EngineException.Kind.CLOSED,
        assertThrows(EngineException.class, () -> engine.replace(directory)));
  }

  @Test
  void replace_anotherModel_takesItsPlaceOnlyIfItFits() {
    HfFixture other = fixture().equals(HfFixture.BERT) ? HfFixture.MULTILABEL : HfFixture.BERT;
    try (E engine = engine()) {
      A answer = call(engine, text(), RequestOptions.DEFAULT);
      engine.replace(ModelDirectory.open(fixture().directory()));
      assertEquals(answer, call(engine, text(), RequestOptions.DEFAULT));
      if (!fixture().equals(HfFixture.BERT)) {
        ModelDirectory directory = ModelDirectory.open(other.directory());
        EngineException refused =
            assertThrows(EngineException.class, () -> engine.replace(directory));
        assertKind(EngineException.Kind.MODEL, refused);
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("found") && message.contains("expected"), message);
      }
      assertEquals(answer, call(engine, text(), RequestOptions.DEFAULT));
      assertEquals(fixture().name(), engine.describe().name());
    }
  }

  /** A text of many windows needs more room than there is; lists wait for it. */
  @Test
  void callAll_moreRunsThanRoom_waits() {
    try (E engine =
        build(builder(ModelDirectory.open(fixture().directory())).maxRequests(2).lanes(1))) {
      List<A> answers = callAll(engine, List.of(longText(), text(), longText()));
      assertEquals(answers.get(0), answers.get(2));
      assertEquals(answers.get(1), call(engine, text(), RequestOptions.DEFAULT));
    }
  }

  @Test
  void callAsync_cancelled_leavesTheOthersAlone() {
    try (E engine = engine()) {
      A answer = call(engine, text(), RequestOptions.DEFAULT);
      for (int i = 0; i < 20; i++) {
        CompletableFuture<A> dropped = callAsync(engine, longText(), RequestOptions.DEFAULT);
        dropped.cancel(false);
        assertTrue(dropped.isCancelled() || dropped.isDone());
        assertEquals(answer, callAsync(engine, text(), RequestOptions.DEFAULT).join());
      }
    }
  }

  static void assertKind(EngineException.Kind kind, EngineException failure) {
    assertEquals(kind, failure.kind(), failure::toString);
  }

  static EngineException failure(CompletableFuture<?> future) {
    CompletionException failure = assertThrows(CompletionException.class, future::join);
    return (EngineException) Objects.requireNonNull(failure.getCause());
  }
}
