package io.heed.converter.samediff;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient function of a graph, made without SameDiff's chatter. */
public final class GradientFunction {
  private GradientFunction() {}

  /**
   * Makes the function once the graph is complete and its loss named. SameDiff prints a line for
   * each operator to standard output, which belongs to the answers of a command; so that stream is
   * put aside meanwhile, for the whole process.
   */
  public static SameDiff of(SameDiff graph) {
    synchronized (GradientFunction.class) {
      PrintStream out = System.out;
      System.setOut(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      try {
        graph.createGradFunction();
      } finally {
        System.setOut(out);
      }
    }
    return graph.getFunction("grad");
  }
}
