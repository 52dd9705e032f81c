package io.heed.bench.report;

import static io.heed.bench.report.SvgPlot.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    return SvgPlot.render(
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
}
