package io.heed.examples.spring;

import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Errors as problem details (RFC 9457), whose member {@code kind} is for programs. Only failures of
 * the service itself are logged: refusals are ordinary answers, and the metrics count them.
 */
@RestControllerAdvice
class EngineProblems extends ResponseEntityExceptionHandler {
  private static final String RETRY_AFTER_SECONDS = "1";

  /** The one place where a kind becomes a status. */
  static HttpStatus status(Kind kind) {
    return switch (kind) {
      case INVALID_INPUT -> HttpStatus.BAD_REQUEST;
      case OVERLOADED, CLOSED -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case MODEL, RUNTIME, CANCELLED -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  @ExceptionHandler
  ResponseEntity<Object> handleEngine(EngineException failure) {
    HttpStatus status = status(failure.kind());
    String detail = failure.getMessage();
    if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
      logger.error("a classification failed", failure);
      detail = "the classification failed; the log of the service says why";
    }
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setProperty("kind", failure.kind().name());
    HttpHeaders headers = new HttpHeaders();
    if (failure.kind() == Kind.OVERLOADED) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return new ResponseEntity<>(problem, headers, status);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleEngine(
        new EngineException(Kind.INVALID_INPUT, UnreadableBody.problem(failure.getCause())));
  }
}
