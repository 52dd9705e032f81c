package io.heed.engine.metrics;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The tokenisation of a text, in a recording of JDK Flight Recorder. */
@Name("io.heed.Tokenize")
@Label("Tokenize")
@Category("Heed")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recording reads the fields
public final class TokenizeEvent extends Event {
  @Label("Characters")
  private int characters;

  @Label("Tokens")
  private int tokens;

  private TokenizeEvent() {}

  /** An event that begins now. */
  public static TokenizeEvent begun() {
    TokenizeEvent event = new TokenizeEvent();
    event.begin();
    return event;
  }

  /** Ends the event and records it if somebody does. */
  public void finish(int textCharacters, int textTokens) {
    end();
    if (shouldCommit()) {
      characters = textCharacters;
      tokens = textTokens;
      commit();
    }
  }
}
