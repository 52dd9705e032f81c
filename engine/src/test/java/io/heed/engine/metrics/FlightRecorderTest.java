package io.heed.engine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.TextClassifier;
import io.heed.engine.testing.HfFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
  @Test
  void recording_ofAClassifier_hasTokenisationQueueAndRun(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("engine.jfr");
    try (Recording recording = new Recording()) {
      for (String event : List.of("io.heed.Tokenize", "io.heed.Queue", "io.heed.Run")) {
        recording.enable(event).withThreshold(Duration.ZERO);
      }
      recording.start();
      try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
        classifier.classify("oil prices soar");
      }
      recording.stop();
      recording.dump(file);
    }
    Map<String, RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .collect(Collectors.toMap(event -> event.getEventType().getName(), event -> event));
    assertEquals(15, Objects.requireNonNull(events.get("io.heed.Tokenize")).getInt("characters"));
    assertEquals("ok", Objects.requireNonNull(events.get("io.heed.Queue")).getString("outcome"));
    assertEquals(1, Objects.requireNonNull(events.get("io.heed.Run")).getInt("rows"));
    assertTrue(Objects.requireNonNull(events.get("io.heed.Run")).getLong("tokens") > 2);
  }
}
