package io.heed.engine.metrics;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A request that left the queue, in a recording of JDK Flight Recorder. */
@Name("io.heed.Queue")
@Label("Queue")
@Category("Heed")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recording reads the fields
public final class QueueEvent extends Event {
  @Label("Waited")
  @Timespan(Timespan.NANOSECONDS)
  private long waited;

  @Label("Outcome")
  private String outcome = "";

  private QueueEvent() {}

  /** Records a wait if somebody does. */
  public static void record(Outcome how, long queueNanos) {
    QueueEvent event = new QueueEvent();
    if (event.shouldCommit()) {
      event.waited = queueNanos;
      event.outcome = how.tag();
      event.commit();
    }
  }
}
