package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line; a stack trace only with HEED_DEBUG=1. Stateless. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("heed bench: " + oneLine(e));
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    boolean expected = e instanceof BenchException;
    err.println("heed bench: " + (expected ? oneLine(e) : "unexpected failure: " + e));
    if (!expected || "1".equals(System.getenv("HEED_DEBUG"))) {
      e.printStackTrace(err);
    }
    return e instanceof BenchException known && known.kind() == Kind.USAGE
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() != null ? e.getMessage() : e.toString();
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
