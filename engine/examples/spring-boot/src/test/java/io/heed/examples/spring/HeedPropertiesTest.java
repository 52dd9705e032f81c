package io.heed.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class HeedPropertiesTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Properties.class);

  @EnableConfigurationProperties(HeedProperties.class)
  static class Properties {}

  @Test
  void bind_nothing_givesTheDefaults() {
    runner.run(
        context ->
            assertThat(context.getBean(HeedProperties.class))
                .isEqualTo(
                    new HeedProperties(
                        null, "auto", "cpu", null, 1024, 128, Duration.ofSeconds(5))));
  }

  @Test
  void bind_all_givesAll() {
    runner
        .withPropertyValues(
            "heed.model=/models/news",
            "heed.variant=int8",
            "heed.device=cuda:1",
            "heed.lanes=3",
            "heed.max-requests=50",
            "heed.max-texts=20",
            "heed.deadline=250ms")
        .run(
            context ->
                assertThat(context.getBean(HeedProperties.class))
                    .isEqualTo(
                        new HeedProperties(
                            Path.of("/models/news"),
                            "int8",
                            "cuda:1",
                            3,
                            50,
                            20,
                            Duration.ofMillis(250))));
  }

  @ParameterizedTest
  @CsvSource({
    "heed.lanes=0, lanes",
    "heed.max-requests=-1, maxRequests",
    "heed.max-requests=100, maxTexts: 128",
    "heed.variant=, variant",
    "heed.deadline=0s, deadline",
    "heed.device=gpu, device: \"gpu\""
  })
  void bind_wrongValue_endsTheStartAndNamesIt(String property, String named) {
    runner
        .withPropertyValues(property)
        .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(named));
  }
}
