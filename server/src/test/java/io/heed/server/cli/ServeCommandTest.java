package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is called wrongly; {@code ServeProcessTest} starts servers. */
class ServeCommandTest {
  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void serve_portThatIsNone_isCalledWrongly() {
    assertEquals(2, run(Map.of(), "--http-port", "65536"));
    assertTrue(
        err.toString().contains("\"65536\", expected 0 (any free port) to 65535, or off"),
        err.toString());
  }

  @Test
  void serve_portOfTheEnvironmentThatIsNone_isCalledWrongly() {
    assertEquals(2, run(Map.of("HEED_GRPC_PORT", "x")));
    assertTrue(err.toString().contains("\"x\", expected 0"), err.toString());
  }

  @Test
  void serve_unknownKeyInTheFile_isNamed() throws Exception {
    Path file = folder.resolve("server.properties");
    Files.writeString(file, "http-prot=8000\n");
    assertEquals(1, run(Map.of(), "--config", file.toString()));
    assertTrue(
        err.toString().contains(file + ": found key http-prot, expected one of"), err.toString());
  }

  @Test
  void serve_missingFile_isNamed() {
    assertEquals(2, run(Map.of("HEED_CONFIG", folder.resolve("none").toString())));
    assertTrue(err.toString().contains("none: cannot be read"), err.toString());
  }

  @Test
  void serve_repositoryBesideModel_isCalledWrongly() {
    assertEquals(
        2, run(Map.of(), "--model-repository", folder.toString(), "--model", folder.toString()));
    assertTrue(err.toString().contains("a model repository beside a single model"), err.toString());
  }

  @Test
  void serve_certificateWithoutKey_isCalledWrongly() {
    assertEquals(2, run(Map.of(), "--tls-certificate", "chain.pem"));
    assertTrue(err.toString().contains("--tls-key: found none"), err.toString());
  }

  @Test
  void serve_missingRepository_isNamed() {
    assertEquals(1, run(Map.of(), "--model-repository", folder.resolve("none").toString()));
    assertTrue(err.toString().contains("none: found no folder, expected one"), err.toString());
  }

  @Test
  void serve_emptyTokenFile_isNamed() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "\n\n");
    assertEquals(1, run(Map.of(), "--inference-tokens-file", tokens.toString()));
    assertTrue(err.toString().contains("found no token, expected one a line"), err.toString());
  }

  private int run(Map<String, String> environment, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    PrintWriter errors = new PrintWriter(err);
    int status =
        HeedCommand.execute(
            InputStream.nullInputStream(),
            new PrintWriter(new StringWriter()),
            errors,
            environment,
            all);
    errors.flush();
    return status;
  }
}
