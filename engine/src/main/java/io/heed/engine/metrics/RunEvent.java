package io.heed.engine.metrics;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A run of the model, in a recording of JDK Flight Recorder. */
@Name("io.heed.Run")
@Label("Model Run")
@Category("Heed")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recording reads the fields
public final class RunEvent extends Event {
  @Label("Texts")
  private int rows;

  @Label("Tokens")
  private long tokens;

  @Label("Padded Length")
  private int paddedLength;

  private RunEvent() {}

  /** An event that begins now. */
  public static RunEvent begun() {
    RunEvent event = new RunEvent();
    event.begin();
    return event;
  }

  /** Ends the event and records it if somebody does. */
  public void finish(int texts, long textTokens, int length) {
    end();
    if (shouldCommit()) {
      rows = texts;
      tokens = textTokens;
      paddedLength = length;
      commit();
    }
  }
}
