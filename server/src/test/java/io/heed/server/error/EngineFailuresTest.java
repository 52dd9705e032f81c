package io.heed.server.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.heed.engine.error.EngineException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "INVALID_INPUT,     INVALID_ARGUMENT",
    "MODEL,             INTERNAL",
    "RUNTIME,           INTERNAL",
    "OVERLOADED,        OVERLOADED",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
    "CANCELLED,         CANCELLED",
    "CLOSED,            UNAVAILABLE"
  })
  void translate_kindOfTheEngine_isTheStatusOfTheTable(EngineException.Kind kind, Status expected) {
    EngineException failure = new EngineException(kind, "what was wrong");

    ServerException translated = EngineFailures.translate(failure);

    assertEquals(expected, translated.status());
    assertEquals("what was wrong", translated.getMessage());
    assertSame(failure, translated.getCause());
  }

  @Test
  void translate_exceptionOfTheServer_staysItself() {
    ServerException failure = new ServerException(Status.NOT_FOUND, "no model 'x'");

    assertSame(failure, EngineFailures.translate(failure));
  }

  @Test
  void translate_anythingElse_isTheServersOwnFault() {
    ServerException translated = EngineFailures.translate(new IllegalStateException("broken"));

    assertEquals(Status.INTERNAL, translated.status());
  }

  @Test
  void isTransient_overAllStatuses_isThatOfTheTwoThatPass() {
    Set<Status> passing =
        Arrays.stream(Status.values()).filter(Status::isTransient).collect(Collectors.toSet());

    assertEquals(EnumSet.of(Status.OVERLOADED, Status.UNAVAILABLE), passing);
  }

  @Test
  void translate_cancelledFuture_isCancelled() {
    assertEquals(Status.CANCELLED, EngineFailures.translate(new CancellationException()).status());
  }

  @Test
  void translate_wrappedByAFuture_isAboutTheCause() {
    ServerException cause = new ServerException(Status.NOT_FOUND, "none");
    assertSame(cause, EngineFailures.translate(new CompletionException(cause)));
  }
}
