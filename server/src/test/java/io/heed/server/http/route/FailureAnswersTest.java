package io.heed.server.http.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureAnswersTest {
  @ParameterizedTest
  @CsvSource({
    "OVERLOADED,503,1,",
    "UNAVAILABLE,503,1,",
    "UNAUTHENTICATED,401,,Bearer",
    "DEADLINE_EXCEEDED,504,,",
    "UNSUPPORTED,501,,"
  })
  void of_failure_hasItsStatusAndWhatAClientIsToDo(
      Status status, int code, @Nullable String retryAfter, @Nullable String challenge) {
    HttpAnswer answer =
        FailureAnswers.of(
            UnpooledByteBufAllocator.DEFAULT,
            new CompletionException(new ServerException(status, "a \"reason\"")));
    assertEquals(code, answer.status());
    assertEquals("{\"error\":\"a \\\"reason\\\"\"}", text(answer));
    assertEquals(retryAfter, header(answer, "retry-after"));
    assertEquals(challenge, header(answer, "www-authenticate"));
  }

  @Test
  void of_fault_is500() {
    HttpAnswer answer =
        FailureAnswers.of(UnpooledByteBufAllocator.DEFAULT, new IllegalStateException("fault"));
    assertEquals(500, answer.status());
    answer.body().release();
  }

  private static @Nullable String header(HttpAnswer answer, String name) {
    return answer.headers().entrySet().stream()
        .filter(each -> each.getKey().toString().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String text(HttpAnswer answer) {
    String text = answer.body().toString(StandardCharsets.UTF_8);
    answer.body().release();
    return text;
  }
}
