package io.heed.converter.plot;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A plot in Lets-Plot's grammar, collected as the maps its interpreter reads. Confined to one
 * thread.
 */
final class SvgPlot {

  /** The interpreter's ids are random; in the order of their appearance they are not. */
  private static final Pattern ID = Pattern.compile("\\bid=\"([A-Za-z0-9_-]+)\"");

  private final Map<String, Object> spec = new HashMap<>();
  private final Map<String, Object> data = new LinkedHashMap<>();
  private final List<Object> layers = new ArrayList<>();
  private final List<Object> scales = new ArrayList<>();

  SvgPlot(String title, String subtitle, int widthPixels, int heightPixels) {
    spec.put("kind", "plot");
    spec.put("data", data);
    spec.put("layers", layers);
    spec.put("scales", scales);
    spec.put("ggtitle", map("text", title, "subtitle", subtitle));
    spec.put("ggsize", map("width", widthPixels, "height", heightPixels));
  }

  /** A column of the data. */
  SvgPlot column(String name, List<?> values) {
    data.put(name, new ArrayList<Object>(values));
    return this;
  }

  /** A geometry; {@code mapping} and constants as alternating names and values. */
  SvgPlot layer(String geometry, Map<String, Object> mapping, Object... constants) {
    Map<String, Object> layer = map(constants);
    layer.put("geom", geometry);
    layer.put("mapping", mapping);
    layer.put("tooltips", "none");
    layers.add(layer);
    return this;
  }

  /** A scale of an aesthetic; its options as alternating names and values. */
  SvgPlot scale(String aesthetic, Object... options) {
    Map<String, Object> scale = map(options);
    scale.put("aesthetic", aesthetic);
    scales.add(scale);
    return this;
  }

  /** Any other part of a plot, such as theme, guides, facet. */
  SvgPlot part(String name, Object... options) {
    spec.put(name, map(options));
    return this;
  }

  /** The picture; the same plot gives the same text. */
  String svg() {
    String svg =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            spec,
            null,
            (width, height, pixels) -> {
              throw new ConverterException(Kind.UNSUPPORTED, "plot: found pixels, expected shapes");
            },
            true);
    Map<String, String> stable = new LinkedHashMap<>();
    Matcher ids = ID.matcher(svg);
    while (ids.find()) {
      stable.putIfAbsent(ids.group(1), "p" + stable.size());
    }
    for (Map.Entry<String, String> id : stable.entrySet()) {
      svg = svg.replace("\"" + id.getKey() + "\"", "\"" + id.getValue() + "\"");
      svg = svg.replace("#" + id.getKey(), "#" + id.getValue());
    }
    return svg;
  }

  static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
