package io.heed.bench.serve;

import java.util.List;
import java.util.Map;

/**
 * All that was measured, turn by turn. Immutable.
 *
 * @param absent who did not take part in the comparison with others, and why
 */
record ServeResult(
    List<LatencyTurn> latencies,
    List<SaturationTurn> saturation,
    List<OverloadTurn> overloads,
    List<RampTurn> ramps,
    Map<String, String> absent) {}
