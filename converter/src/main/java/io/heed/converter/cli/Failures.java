package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.engine.error.EngineException;
import io.heed.models.ModelException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong on the standard error; a stack trace only on demand. Stateless.
 *
 * <p>A usage error that only the work finds, such as an unknown extension, exits like one that the
 * parser finds.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("heed: " + message(e));
    UnmatchedArgumentException.printSuggestions(e, err);
    return usage(e.getCommandLine());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    boolean expected =
        e instanceof ConverterException
            || e instanceof EngineException
            || e instanceof ModelException;
    err.println("heed: " + (expected ? message(e) : "unexpected failure: " + message(e)));
    Object root = command.getCommandSpec().root().userObject();
    if (root instanceof ConverterCommand heed && heed.debug()) {
      e.printStackTrace(err);
    } else if (!expected) {
      err.println("Run it again with --debug to see where.");
    }
    if (e instanceof ConverterException converter && converter.kind() == Kind.USAGE) {
      return usage(command);
    }
    err.flush();
    return ExitCode.SOFTWARE;
  }

  private static int usage(CommandLine command) {
    PrintWriter err = command.getErr();
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message != null ? message.strip() : e.toString();
  }
}
