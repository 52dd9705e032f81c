package io.heed.engine.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The kinds of native handles the engine opens, each with the number now open. The owner of a
 * handle calls {@link #opened} right after it has it and {@link #closed} right after it gave it
 * back; the tests fail if any is open after a test. Thread-safe; an increment without contention.
 */
public enum NativeHandle {
  /** A model loaded into the runtime. */
  SESSION,
  /** The options a session was made with. */
  SESSION_OPTIONS,
  /** An input tensor of a run. */
  TENSOR,
  /** The outputs of a run. */
  RESULT,
  /** A loaded tokenizer. */
  TOKENIZER,
  /** One tokenised text before its ids are copied out. */
  ENCODING;

  @SuppressWarnings("ImmutableEnumChecker") // counting is what it is for
  private final LongAdder open = new LongAdder();

  /** Counts a handle that was just opened. */
  public void opened() {
    open.increment();
  }

  /** Counts a handle that was just closed. */
  public void closed() {
    open.decrement();
  }

  /** The kinds with handles now open, and how many; empty if there are none. */
  public static Map<NativeHandle, Long> open() {
    Map<NativeHandle, Long> counts = new EnumMap<>(NativeHandle.class);
    for (NativeHandle kind : values()) {
      long count = kind.open.sum();
      if (count != 0) {
        counts.put(kind, count);
      }
    }
    return counts;
  }
}
