package io.heed.converter.cli;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress bars on standard error for people who watch. */
final class ProgressBars {

  private static final int REFRESH_MILLIS = 200;

  private ProgressBars() {}

  /** A bar, or null where nobody watches: when told to be quiet, or without a terminal. */
  static @Nullable ProgressBar start(String task, String unit, long max, boolean quiet) {
    if (quiet || !terminal()) {
      return null;
    }
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUnit(" " + unit, 1)
        .setInitialMax(max)
        .setUpdateIntervalMillis(REFRESH_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .build();
  }

  /** Since JDK 22 there is a console also where standard input or output is no terminal. */
  @SuppressWarnings("SystemConsoleNull") // asked for below
  private static boolean terminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
