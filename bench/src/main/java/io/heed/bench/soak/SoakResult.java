package io.heed.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
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
  /** Memory that grows by more than this from the first half to the second is not flat. */
  private static final double FLAT = 1.05;

  /** What ONNX Runtime's Java binding never frees of a run that fails; see RATIONALE.md. */
  private static final long BYTES_A_FAILED_RUN = 200;

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
    long failed = outcomes.getOrDefault(SoakBooks.EXPECTED_FAILURE, 0L);
    addGrowth("heap", MemorySample::heapBytes, 0, faults);
    addGrowth("process", MemorySample::residentBytes, failed * BYTES_A_FAILED_RUN, faults);
    return faults;
  }

  /**
   * Compares the least of each half: native memory swings by what the collector has not yet freed.
   *
   * @param known bytes of growth that have another cause
   */
  private void addGrowth(
      String what, ToLongFunction<MemorySample> bytes, long known, List<String> faults) {
    int half = memory.size() / 2;
    long before = memory.subList(0, half).stream().mapToLong(bytes).min().orElse(Long.MAX_VALUE);
    long after =
        memory.subList(half, memory.size()).stream().mapToLong(bytes).min().orElseThrow() - known;
    if (half > 0 && after > FLAT * before) {
      faults.add("the " + what + " grew from " + before + " to " + after + " bytes");
    }
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
