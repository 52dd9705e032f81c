package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/** Draws what Lets-Plot calls a raw specification, without AWT. Stateless. */
public final class SvgPlot {
  private SvgPlot() {}

  /** SVG of a specification made of {@link #map}, lists, strings, numbers and booleans. */
  public static String render(Map<String, Object> spec) {
    return PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
        spec,
        null,
        (width, height, pixels) -> {
          throw new BenchException(Kind.RUN, "the plot has pixels, expected shapes only");
        },
        true);
  }

  /** A mutable map, as Lets-Plot wants it, of names and values in turn. */
  public static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
