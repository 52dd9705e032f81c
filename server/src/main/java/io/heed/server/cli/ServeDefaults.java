package io.heed.server.cli;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values of options that the command line does not give: {@code --http-port} is {@code
 * HEED_HTTP_PORT} in the environment, then {@code http-port} in the file that {@code --config} or
 * {@code HEED_CONFIG} names. Immutable.
 */
final class ServeDefaults implements IDefaultValueProvider {
  private static final String CONFIG = "--config";

  /** Not of the server alone, or of no use in a file. */
  private static final Set<String> LEFT_OUT = Set.of("config", "debug", "help", "version");

  private final Map<String, String> environment;
  private final Properties file;
  private final @Nullable String path;

  private ServeDefaults(Map<String, String> environment, Properties file, @Nullable String path) {
    this.environment = environment;
    this.file = file;
    this.path = path;
  }

  /**
   * Values for a command line.
   *
   * @throws ServerException if the file cannot be read
   */
  static ServeDefaults of(String[] args, Map<String, String> environment) {
    String path = environment.get("HEED_CONFIG");
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG) && i + 1 < args.length) {
        path = args[i + 1];
      } else if (args[i].startsWith(CONFIG + "=")) {
        path = args[i].substring(CONFIG.length() + 1);
      }
    }
    return new ServeDefaults(environment, path == null ? new Properties() : read(path), path);
  }

  private static Properties read(String path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          CONFIG + " " + path + ": cannot be read as lines of key=value: " + e,
          e);
    }
  }

  /** Refuses a file with keys that are no options. */
  void check(CommandSpec spec) {
    Set<String> known =
        spec.options().stream().map(ServeDefaults::name).collect(Collectors.toSet());
    known.removeAll(LEFT_OUT);
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      if (!known.contains(key)) {
        throw new ServerException(
            Status.INVALID_ARGUMENT,
            CONFIG
                + " "
                + path
                + ": found key "
                + key
                + ", expected one of "
                + new TreeSet<>(known));
      }
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || LEFT_OUT.contains(name(option))) {
      return null;
    }
    String name = name(option);
    String value = environment.get("HEED_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
    return value != null ? value : file.getProperty(name);
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
