package io.heed.examples.spring;

import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /classify}. A request holds its thread while it is read and tokenised; it waits for
 * its answer without one.
 */
@RestController
class ClassifyController {
  private final ClassificationService service;
  private final HeedProperties properties;

  ClassifyController(ClassificationService service, HeedProperties properties) {
    this.service = service;
    this.properties = properties;
  }

  /** Checks, classifies, answers; what goes wrong is for {@link EngineProblems}. */
  @PostMapping(
      path = "/classify",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  CompletableFuture<ClassifyResponse> classify(@RequestBody ClassifyRequest request) {
    return service
        .classify(
            request.checkedTexts(properties.maxTexts()),
            request.checkedDeadline(properties.deadline()))
        .thenApply(ClassifyResponse::of);
  }
}
