package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/** Breakdowns as stacked bars, drawn by Lets-Plot without AWT. Stateless. */
final class BreakdownPicture {
  private static final List<String> COLOURS = List.of("#4c78a8", "#9ecae9", "#f2a65a", "#c0392b");
  private static final int WIDTH = 860;

  private BreakdownPicture() {}

  /** SVG with one bar for each breakdown, by its name; a negative rest is drawn as none. */
  static String svg(String subtitle, Map<String, ClassifyBreakdown> breakdowns) {
    List<Object> bars = new ArrayList<>();
    List<Object> parts = new ArrayList<>();
    List<Object> micros = new ArrayList<>();
    List<Object> order = new ArrayList<>();
    breakdowns.forEach(
        (bar, breakdown) -> {
          for (Part part : breakdown.parts()) {
            bars.add(bar);
            parts.add(part.name());
            micros.add(Math.max(0, part.micros().median()));
            if (!order.contains(part.name())) {
              order.add(part.name());
            }
          }
        });
    Map<String, Object> data = map("bar", bars, "part", parts, "micros", micros);
    Map<String, Object> layer =
        map(
            "geom",
            "bar",
            "stat",
            "identity",
            "position",
            map("name", "stack", "mode", "all"),
            "mapping",
            map("x", "micros", "y", "bar", "fill", "part"),
            "orientation",
            "y",
            "width",
            0.6,
            "tooltips",
            "none");
    List<Object> scales = new ArrayList<>();
    scales.add(map("aesthetic", "x", "name", "µs a call, typical"));
    scales.add(map("aesthetic", "y", "name", "", "discrete", true));
    scales.add(
        map(
            "aesthetic",
            "fill",
            "name",
            "",
            "discrete",
            true,
            "limits",
            order,
            "values",
            new ArrayList<Object>(COLOURS)));
    List<Object> layers = new ArrayList<>();
    layers.add(layer);
    return render(
        map(
            "kind",
            "plot",
            "data",
            data,
            "layers",
            layers,
            "scales",
            scales,
            "ggtitle",
            map("text", "Where the time of classify goes", "subtitle", subtitle),
            "theme",
            map("name", "light", "legend_position", "bottom"),
            "ggsize",
            map("width", WIDTH, "height", 190 + 60 * breakdowns.size())));
  }

  private static String render(Map<String, Object> spec) {
    return PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
        spec,
        null,
        (width, height, pixels) -> {
          throw new BenchException(Kind.RUN, "the plot has pixels, expected shapes only");
        },
        true);
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
