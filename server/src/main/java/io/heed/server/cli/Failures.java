package io.heed.server.cli;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelException;
import io.heed.server.error.ServerException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong in one line on the standard error; a stack trace only on demand. Stateless.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("heed: " + oneLine(e));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    boolean expected =
        e instanceof EngineException
            || e instanceof ModelException
            || e instanceof ServerException
            || e instanceof UncheckedIOException;
    err.println("heed: " + (expected ? oneLine(e) : "unexpected failure: " + oneLine(e)));
    Object root = command.getCommandSpec().root().userObject();
    if (root instanceof HeedCommand heed && heed.debug()) {
      e.printStackTrace(err);
    } else if (!expected) {
      err.println("Run it again with --debug to see where.");
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() != null ? e.getMessage() : e.toString();
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
