package io.heed.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class EngineProblemsTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_INPUT, 400",
    "MODEL, 500",
    "RUNTIME, 500",
    "OVERLOADED, 503",
    "DEADLINE_EXCEEDED, 504",
    "CANCELLED, 500",
    "CLOSED, 503"
  })
  void handleEngine_kind_becomesAStatus(Kind kind, int status) {
    ResponseEntity<Object> response =
        new EngineProblems().handleEngine(new EngineException(kind, "why"));
    assertThat(response.getStatusCode().value()).isEqualTo(status);
    assertThat(response.getHeaders().containsHeader("Retry-After"))
        .isEqualTo(kind == Kind.OVERLOADED);
  }

  @Test
  void handleEngine_failureOfTheService_keepsItsMessageInTheLog() {
    Object body =
        new EngineProblems()
            .handleEngine(new EngineException(Kind.RUNTIME, "/secret/path: no such file"))
            .getBody();
    assertThat(((ProblemDetail) body).getDetail()).doesNotContain("secret");
  }
}
