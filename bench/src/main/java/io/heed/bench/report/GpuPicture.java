package io.heed.bench.report;

import static io.heed.bench.report.SvgPlot.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Pictures of a GPU run, of the model that its results name first. Confined to one thread. */
final class GpuPicture {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 480;

  private final List<JsonNode> cells = new ArrayList<>();
  private String model = "";

  GpuPicture(JsonNode all) {
    for (JsonNode cell : all) {
      if (cell.path("status").asString("").equals("ok") && cell.has("model")) {
        cells.add(cell);
        model = model.isEmpty() ? cell.path("model").asString("") : model;
      }
    }
  }

  /** Median latency over the batch, a line for each precision and length. */
  Optional<String> latency() {
    return lines("p50Millis", "ms of a run, median", "Latency of a run, " + model);
  }

  /** Texts a second over the batch, PyTorch's beside them. */
  Optional<String> throughput() {
    return lines("sequencesPerSecond", "texts a second", "Texts of whole length, " + model);
  }

  /** Texts a second of mixed lengths, a bar for each contestant and batch. */
  Optional<String> mixed() {
    List<Object> names = new ArrayList<>();
    List<Object> rates = new ArrayList<>();
    List<Object> precisions = new ArrayList<>();
    for (JsonNode cell : cells) {
      if (cell.path("length").asString("").equals("mixed") && isOfModel(cell)) {
        names.add(cell.path("contestant").asString("") + ", batch " + cell.path("batch").asInt(0));
        rates.add(cell.path("sequencesPerSecond").asDouble(0));
        precisions.add(cell.path("precision").asString(""));
      }
    }
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<Object> layers = new ArrayList<>();
    layers.add(
        map(
            "geom",
            "bar",
            "stat",
            "identity",
            "position",
            "dodge",
            "orientation",
            "y",
            "mapping",
            map("x", "rate", "y", "name", "fill", "precision"),
            "tooltips",
            "none"));
    List<Object> scales = new ArrayList<>();
    scales.add(map("aesthetic", "x", "name", "texts a second"));
    scales.add(map("aesthetic", "y", "name", "", "discrete", true));
    scales.add(map("aesthetic", "fill", "name", "", "discrete", true));
    Map<String, Object> data = map("rate", rates, "name", names, "precision", precisions);
    return Optional.of(plot(data, map(), layers, scales, "Texts of mixed lengths, " + model));
  }

  private Optional<String> lines(String value, String axis, String title) {
    List<Object> batches = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    List<Object> lines = new ArrayList<>();
    for (JsonNode cell : cells) {
      if (cell.path("length").isNumber() && cell.path(value).isNumber() && isOfModel(cell)) {
        String who = cell.path("contestant").asString("");
        batches.add(cell.path("batch").asDouble(0));
        values.add(cell.path(value).asDouble(0));
        lines.add(
            (who.startsWith("pytorch") ? who + " " : "")
                + cell.path("precision").asString("")
                + ", "
                + cell.path("length").asInt(0)
                + " tokens");
      }
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    List<Object> layers = new ArrayList<>();
    layers.add(map("geom", "line", "size", 1.0, "tooltips", "none"));
    layers.add(map("geom", "point", "size", 3.0, "tooltips", "none"));
    List<Object> scales = new ArrayList<>();
    List<Object> breaks = new ArrayList<>();
    for (int batch = 1; batch <= 1024; batch *= 2) {
      breaks.add((double) batch);
    }
    scales.add(map("aesthetic", "x", "name", "texts of a run", "trans", "log2", "breaks", breaks));
    scales.add(map("aesthetic", "y", "name", axis, "trans", "log10"));
    scales.add(map("aesthetic", "color", "name", "", "discrete", true));
    return Optional.of(
        plot(
            map("batch", batches, "value", values, "line", lines),
            map("x", "batch", "y", "value", "color", "line"),
            layers,
            scales,
            title));
  }

  private boolean isOfModel(JsonNode cell) {
    return cell.path("model").asString("").equals(model);
  }

  private static String plot(
      Map<String, Object> data,
      Map<String, Object> mapping,
      List<Object> layers,
      List<Object> scales,
      String title) {
    return SvgPlot.render(
        map(
            "kind",
            "plot",
            "data",
            data,
            "mapping",
            mapping,
            "layers",
            layers,
            "scales",
            scales,
            "ggtitle",
            map("text", title),
            "theme",
            map("name", "light", "legend_position", "bottom"),
            "ggsize",
            map("width", WIDTH, "height", HEIGHT)));
  }
}
