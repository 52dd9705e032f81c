package io.heed.converter.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code heed} command of training; the main class of this module. Text goes out as UTF-8,
 * whatever the locale.
 */
@Command(
    name = "heed",
    synopsisSubcommandLabel = "COMMAND",
    description = "Trains, measures and compares text models.",
    mixinStandardHelpOptions = true,
    versionProvider = ConverterVersion.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      OptimizeCommand.class,
      VerifyCommand.class,
      QuantizeCommand.class,
      HalfCommand.class,
      SynthesizeCommand.class,
    })
public final class ConverterCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of a failure; so does the environment's HEED_DEBUG=1.")
  private boolean debug;

  private ConverterCommand() {}

  /** Runs a command and leaves the JVM: 0 done, 1 failed, 2 called wrongly. */
  public static void main(String[] args) {
    PrintWriter out = utf8(new FileOutputStream(FileDescriptor.out));
    PrintWriter err = utf8(new FileOutputStream(FileDescriptor.err));
    int exitCode = commandLine(out, err).execute(args);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  boolean debug() {
    return debug || "1".equals(System.getenv("HEED_DEBUG"));
  }

  /** The command line over other streams than the process's own. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Failures failures = new Failures();
    return new CommandLine(new ConverterCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static PrintWriter utf8(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }
}
