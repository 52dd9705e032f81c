package io.heed.converter.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PicturesTest {

  private static final List<CurvePoint> POINTS =
      List.of(
          new CurvePoint("training", 1, 0.9, 0.6),
          new CurvePoint("training", 2, 0.5, 0.8),
          new CurvePoint("validation", 1, 0.7, Double.NaN),
          new CurvePoint("validation", 2, 0.6, 0.75));

  @Test
  void trainingCurves_twoSeries_showsAPointForEachFiniteValue() throws Exception {
    Document svg = parse(TrainingCurves.svg("2 epochs", POINTS));

    List<String> texts = texts(svg);
    assertTrue(
        texts.containsAll(
            List.of("Training", "2 epochs", "Loss", "Accuracy", "epoch", "training", "validation")),
        texts::toString);
    // Seven values and a key for each series.
    assertEquals(7 + 2, svg.getElementsByTagName("circle").getLength());
  }

  @Test
  void trainingCurves_nothingFinite_isError() {
    assertThrows(
        ConverterException.class,
        () ->
            TrainingCurves.svg(
                "", List.of(new CurvePoint("training", 1, Double.NaN, Double.POSITIVE_INFINITY))));
  }

  @Test
  void confusionMatrix_cells_showCountsInTheirPlace() throws Exception {
    Document svg =
        parse(
            ConfusionMatrixPicture.svg(
                "test", List.of("World", "a <b> & \"c\""), new long[][] {{11, 22}, {33, 44}}));

    List<String> texts = texts(svg);
    assertTrue(
        texts.containsAll(
            List.of("World", "a <b> & \"c\"", "predicted", "true", "11", "22", "33", "44")),
        texts::toString);
    double[] first = position(svg, "11");
    double[] right = position(svg, "22");
    double[] below = position(svg, "33");
    assertTrue(right[0] > first[0] && right[1] == first[1], "columns are predictions");
    assertTrue(below[0] == first[0] && below[1] > first[1], "rows are true classes, from the top");
  }

  @Test
  void confusionMatrix_rowWithoutTexts_isDrawn() throws Exception {
    Document svg =
        parse(
            ConfusionMatrixPicture.svg(
                "", List.of("a", "b", "c"), new long[][] {{1, 0, 0}, {0, 2, 0}, {0, 0, 0}}));

    assertEquals(7, texts(svg).stream().filter("0"::equals).count());
  }

  @Test
  void svg_sameData_isSameText() {
    String first = TrainingCurves.svg("x", POINTS);

    assertEquals(first, TrainingCurves.svg("x", POINTS));
    assertFalse(first.contains("NaN"));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg) {
    List<String> texts = new ArrayList<>();
    NodeList nodes = svg.getElementsByTagName("text");
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static double[] position(Document svg, String text) {
    NodeList nodes = svg.getElementsByTagName("text");
    for (int i = 0; i < nodes.getLength(); i++) {
      Element node = (Element) nodes.item(i);
      if (node.getTextContent().strip().equals(text)) {
        return numbers(
            ((Element) node.getParentNode()).getAttribute("transform")
                + " "
                + node.getAttribute("transform"));
      }
    }
    throw new AssertionError("no text " + text);
  }

  private static double[] numbers(String transform) {
    return Arrays.stream(transform.split("[^0-9.]+"))
        .filter(part -> !part.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
