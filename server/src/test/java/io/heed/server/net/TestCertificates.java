package io.heed.server.net;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates by the JDK's keytool: an authority and what it signs, in a folder, as PEM. */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private final Path store;

  /** An authority of its own in a folder. */
  public TestCertificates(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.store = folder.resolve("store.p12");
    keytool("ca", "-dname", "CN=Test authority", "-ext", "bc:c", "-keyalg", "EC");
    write("ca", false);
  }

  /** Makes a certificate for localhost that the authority signs, and writes both files. */
  public TestCertificates issue(String name, String keyAlgorithm)
      throws IOException, InterruptedException {
    keytool(
        name,
        "-dname",
        "CN=" + name,
        "-signer",
        "ca",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keyalg",
        keyAlgorithm);
    write(name, true);
    return this;
  }

  /** The file of the certificate chain. */
  public Path chain(String name) {
    return folder.resolve(name + ".crt");
  }

  /** The file of the private key. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** The certificate. */
  public X509Certificate certificate(String name) throws GeneralSecurityException, IOException {
    return (X509Certificate) load().getCertificate(name);
  }

  /** A store of one certificate that is trusted. */
  public KeyStore trusting(String name) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(name, certificate(name));
    return trusted;
  }

  /** A store of one key with its chain; without a password. */
  public KeyStore having(String name) throws GeneralSecurityException, IOException {
    KeyStore all = load();
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(name, all.getKey(name, PASSWORD), new char[0], all.getCertificateChain(name));
    return one;
  }

  private void write(String name, boolean withKey) throws IOException {
    try {
      KeyStore all = load();
      StringBuilder chain = new StringBuilder();
      for (Certificate each : all.getCertificateChain(name)) {
        chain.append(pem("CERTIFICATE", each.getEncoded()));
      }
      Files.writeString(chain(name), chain);
      if (withKey) {
        Key key = all.getKey(name, PASSWORD);
        Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, PASSWORD);
    }
    return all;
  }

  private void keytool(String alias, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-validity", "2"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    File log = folder.resolve("keytool.log").toFile();
    int code =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (code != 0) {
      throw new IOException(command + ": " + Files.readString(log.toPath()));
    }
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
