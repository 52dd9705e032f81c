package io.heed.converter.plot;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loss and accuracy over the epochs, side by side, a line a series. */
public final class TrainingCurves {

  private static final List<String> COLOURS =
      List.of("#1f6fb4", "#e07b16", "#2e8b57", "#9b4f96", "#7f7f7f");

  private TrainingCurves() {}

  /** The picture as SVG; points that are not finite are left out. */
  public static String svg(String subtitle, List<CurvePoint> points) {
    List<Double> epochs = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    List<String> series = new ArrayList<>();
    List<String> panels = new ArrayList<>();
    for (CurvePoint point : points) {
      double[] measured = {point.loss(), point.accuracy()};
      for (int i = 0; i < measured.length; i++) {
        if (Double.isFinite(measured[i])) {
          epochs.add(point.epoch());
          values.add(measured[i]);
          series.add(point.series());
          panels.add(i == 0 ? "Loss" : "Accuracy");
        }
      }
    }
    if (values.isEmpty()) {
      throw new ConverterException(
          Kind.NUMERIC, "training curves: found no finite loss or accuracy, expected one");
    }
    Map<String, Object> mapping = SvgPlot.map("x", "epoch", "y", "value", "color", "series");
    return new SvgPlot("Training", subtitle, 860, 380)
        .column("epoch", epochs)
        .column("value", values)
        .column("series", series)
        .column("panel", panels)
        .layer("line", mapping, "size", 1.1)
        .layer("point", mapping, "size", 2.6)
        .scale("x", "name", "epoch", "breaks", epochTicks(epochs), "format", "d")
        .scale("y", "name", "")
        .scale("color", "name", "", "discrete", true, "values", COLOURS)
        .part(
            "facet",
            "name",
            "wrap",
            "facets",
            List.of("panel"),
            "ncol",
            2,
            "order",
            List.of(-1),
            "scales",
            "free_y")
        .part(
            "theme",
            "name",
            "light",
            "legend_position",
            "bottom",
            "axis_text_x",
            SvgPlot.map("angle", 0, "blank", false),
            "strip_background",
            "blank")
        .svg();
  }

  /** Whole epochs, at most ten of them. */
  private static List<Double> epochTicks(List<Double> epochs) {
    double last = epochs.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double step = Math.max(1, Math.ceil(last / 10));
    List<Double> ticks = new ArrayList<>();
    for (double tick = 0; tick <= last; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }
}
