package io.heed.bench;

import io.heed.bench.report.GpuReport;
import java.nio.file.Path;
import java.util.Map;

/**
 * The page of a GPU run beside its raw results: Markdown, and pictures that it shows. Stateless.
 */
final class GpuPage {
  private GpuPage() {}

  /** Writes {@code NAME.md} and {@code NAME-PICTURE.svg} for {@code NAME.json}; gives the page. */
  static Path write(Path results, GpuReport report) {
    String stem = String.valueOf(results.getFileName()).replaceFirst("\\.json$", "");
    StringBuilder page = new StringBuilder("# heed bench gpu\n\n").append(report.markdown());
    for (Map.Entry<String, String> picture : report.pictures().entrySet()) {
      String name = stem + "-" + picture.getKey() + ".svg";
      ResultFile.write(results.resolveSibling(name), picture.getValue());
      page.append("\n![").append(picture.getKey()).append("](").append(name).append(")\n");
    }
    Path file = results.resolveSibling(stem + ".md");
    ResultFile.write(file, page.toString());
    return file;
  }
}
