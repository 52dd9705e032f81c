package io.heed.server.cli;

import io.heed.server.error.ServerException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code heed} command of inference; the main class of this module. Text goes in and out as
 * UTF-8, whatever the locale.
 */
@Command(
    name = "heed",
    synopsisSubcommandLabel = "COMMAND",
    description = "Classifies texts with transformer models, and serves them.",
    mixinStandardHelpOptions = true,
    versionProvider = HeedVersion.class,
    subcommands = {
      ClassifyCommand.class,
      ServeCommand.class,
      DescribeCommand.class,
      DoctorCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed classify \"Oil prices soar to an all-time record\"",
      "  heed classify --format json - < headlines.txt",
      "  heed serve",
      "  heed describe",
      "  heed doctor",
    })
public final class HeedCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of a failure; so does the environment's HEED_DEBUG=1.")
  private boolean debug;

  private HeedCommand() {}

  /** Runs a command and leaves the JVM: 0 done, 1 failed, 2 called wrongly. */
  public static void main(String[] args) {
    InputStream in = new FileInputStream(FileDescriptor.in);
    PrintWriter out = utf8(new FileOutputStream(FileDescriptor.out));
    PrintWriter err = utf8(new FileOutputStream(FileDescriptor.err));
    int exitCode = execute(in, out, err, System.getenv(), args);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  boolean debug() {
    return debug || "1".equals(System.getenv("HEED_DEBUG"));
  }

  /** Runs a command with the values of options that the environment or a file has. */
  static int execute(
      InputStream in,
      PrintWriter out,
      PrintWriter err,
      Map<String, String> environment,
      String... args) {
    CommandLine line = commandLine(in, out, err);
    CommandLine command = args.length == 0 ? null : line.getSubcommands().get(args[0]);
    if (command != null && command.getCommand() instanceof ServeCommand) {
      try {
        command.setDefaultValueProvider(ServeDefaults.of(args, environment));
      } catch (ServerException e) {
        err.println("heed: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
    }
    return line.execute(args);
  }

  /** The command line over other streams than the process's own. */
  static CommandLine commandLine(InputStream in, PrintWriter out, PrintWriter err) {
    CommandLine.IFactory defaults = CommandLine.defaultFactory();
    CommandLine.IFactory factory =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == ClassifyCommand.class
                ? type.cast(new ClassifyCommand(in))
                : defaults.create(type);
          }
        };
    Failures failures = new Failures();
    return new CommandLine(new HeedCommand(), factory)
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
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }
}
