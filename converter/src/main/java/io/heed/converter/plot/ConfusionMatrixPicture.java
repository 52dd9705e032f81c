package io.heed.converter.plot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A confusion matrix as a heat map: a row for each true class, a column for each predicted one, the
 * count in each cell, its shade the share of the row.
 */
public final class ConfusionMatrixPicture {

  private static final double DARK = 0.55;

  private ConfusionMatrixPicture() {}

  /**
   * The picture as SVG.
   *
   * @param counts {@code counts[i][j]} texts of class i were taken for class j
   */
  public static String svg(String subtitle, List<String> labels, long[][] counts) {
    List<String> truth = new ArrayList<>();
    List<String> predicted = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    List<String> inks = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      long ofRow = 0;
      for (long count : counts[i]) {
        ofRow += count;
      }
      for (int j = 0; j < counts[i].length; j++) {
        double share = ofRow == 0 ? 0 : (double) counts[i][j] / ofRow;
        truth.add(labels.get(i));
        predicted.add(labels.get(j));
        shares.add(share);
        shown.add(String.valueOf(counts[i][j]));
        inks.add(share > DARK ? "#ffffff" : "#1a1a1a");
      }
    }
    List<String> topDown = new ArrayList<>(labels);
    Collections.reverse(topDown);
    int cell = labels.size() <= 6 ? 90 : labels.size() <= 12 ? 60 : 36;
    int side = cell * labels.size();
    return new SvgPlot("Confusion matrix", subtitle, side + 260, side + 130)
        .column("truth", truth)
        .column("predicted", predicted)
        .column("share", shares)
        .column("shown", shown)
        .column("ink", inks)
        .layer(
            "tile",
            SvgPlot.map("x", "predicted", "y", "truth", "fill", "share"),
            "color",
            "#ffffff")
        .layer(
            "text",
            SvgPlot.map("x", "predicted", "y", "truth", "label", "shown", "color", "ink"),
            "size",
            labels.size() <= 12 ? 6 : 4)
        .scale(
            "x", "name", "predicted", "discrete", true, "limits", labels, "expand", List.of(0, 0))
        .scale("y", "name", "true", "discrete", true, "limits", topDown, "expand", List.of(0, 0))
        .scale(
            "fill",
            "name",
            "share of\ntrue class",
            "scale_mapper_kind",
            "color_gradient",
            "low",
            "#eef4fb",
            "high",
            "#0b4a8f",
            "limits",
            List.of(0.0, 1.0),
            "format",
            ".0%")
        .scale("color", "scale_mapper_kind", "identity", "guide", "none")
        .part("theme", "name", "minimal", "panel_grid", "blank")
        .svg();
  }
}
