package io.heed.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The books at the end.
 *
 * @param settings of the run
 * @param seconds it took
 * @param sent requests
 * @param ended requests whose end was told
 * @param outcomes how many ended in each way
 * @param requestsInside that the engine still counted when all had ended
 * @param tokensInside likewise
 * @param openHandles native handles that were open after the engine was closed
 * @param memory samples over the run
 */
public record SoakResult(
    Map<String, Object> settings,
    double seconds,
    long sent,
    long ended,
    Map<String, Long> outcomes,
    int requestsInside,
    long tokensInside,
    Map<String, Long> openHandles,
    List<MemorySample> memory) {
  /** Memory that grows by more than this from the first half to the last sample is not flat. */
  private static final double FLAT = 1.05;

  /** What is wrong, in words; empty if nothing is. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (sent != ended) {
      faults.add("of " + sent + " requests " + ended + " ended");
    }
    outcomes.forEach(
        (outcome, count) -> {
          if (outcome.startsWith("wrong")) {
            faults.add(count + " times " + outcome);
          }
        });
    if (requestsInside != 0 || tokensInside != 0) {
      faults.add(
          "permits of " + requestsInside + " requests of " + tokensInside + " tokens stayed");
    }
    if (!openHandles.isEmpty()) {
      faults.add("native handles stayed open: " + openHandles);
    }
    MemorySample last = memory.get(memory.size() - 1);
    long heap = 0;
    long resident = 0;
    for (MemorySample sample : memory.subList(0, (memory.size() + 1) / 2)) {
      heap = Math.max(heap, sample.heapBytes());
      resident = Math.max(resident, sample.residentBytes());
    }
    if (last.heapBytes() > FLAT * heap) {
      faults.add("the heap grew from " + heap + " to " + last.heapBytes() + " bytes");
    }
    if (last.residentBytes() > FLAT * resident) {
      faults.add("the process grew from " + resident + " to " + last.residentBytes() + " bytes");
    }
    return faults;
  }

  /** The raw result. */
  public String json() {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(this)
        + "\n";
  }

  /** A summary for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            java.util.Locale.ROOT,
            "%,d requests in %.0f s (%,.0f a second), %,d ended%n",
            sent,
            seconds,
            sent / seconds,
            ended));
    outcomes.forEach(
        (outcome, count) ->
            text.append(String.format(java.util.Locale.ROOT, "  %-24s %,12d%n", outcome, count)));
    text.append(
        String.format(
            java.util.Locale.ROOT,
            "inside at the end: %d requests, %d tokens; open handles: %s%n",
            requestsInside,
            tokensInside,
            openHandles));
    for (MemorySample sample : memory) {
      text.append(
          String.format(
              java.util.Locale.ROOT,
              "  after %,12d: heap %5.1f MB, process %6.1f MB%n",
              sample.requests(),
              sample.heapBytes() / 1e6,
              sample.residentBytes() / 1e6));
    }
    return text.toString();
  }
}
