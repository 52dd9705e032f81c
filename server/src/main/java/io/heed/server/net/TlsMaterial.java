package io.heed.server.net;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A certificate with its key, and who vouches for clients. Immutable.
 *
 * @param key of the first certificate of the chain
 * @param chain the server's certificate first
 * @param authorities of clients; none without mutual TLS
 */
record TlsMaterial(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /** What the files hold, in their order; equal if they hold the same. */
  static List<ByteBuffer> contents(TlsFiles files) {
    List<ByteBuffer> contents = new ArrayList<>();
    contents.add(bytes("TLS certificate chain", files.certificateChain()));
    contents.add(bytes("TLS private key", files.privateKey()));
    files
        .clientCertificateAuthorities()
        .ifPresent(path -> contents.add(bytes("TLS client certificate authorities", path)));
    return contents;
  }

  /**
   * Reads the contents of the files.
   *
   * @throws ServerException (INVALID_ARGUMENT) if they are not what they must be, or the key is not
   *     the certificate's
   */
  static TlsMaterial of(TlsFiles files, List<ByteBuffer> contents) {
    String chainName = "TLS certificate chain " + files.certificateChain();
    List<X509Certificate> chain = certificates(chainName, contents.get(0));
    String keyName = "TLS private key " + files.privateKey();
    PrivateKey key = key(keyName, contents.get(1), chain.get(0));
    requirePair(keyName, key, chainName, chain.get(0));
    List<X509Certificate> authorities =
        contents.size() < 3
            ? List.of()
            : certificates(
                "TLS client certificate authorities "
                    + files.clientCertificateAuthorities().orElseThrow(),
                contents.get(2));
    return new TlsMaterial(key, chain, authorities);
  }

  private static ByteBuffer bytes(String role, Path path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new ServerException(
          Status.NOT_FOUND, role + " " + path + ": found no file, expected PEM", e);
    } catch (IOException e) {
      throw new ServerException(
          Status.UNAVAILABLE, role + " " + path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(String file, ByteBuffer contents) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] block : PemBlocks.require(file, text(contents), "CERTIFICATE")) {
      try {
        certificates.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block)));
      } catch (CertificateException e) {
        throw PemBlocks.invalid(
            file, "certificate " + certificates.size() + " (counted from 0) is none: " + e);
      }
    }
    return certificates;
  }

  private static PrivateKey key(String file, ByteBuffer contents, X509Certificate certificate) {
    byte[] block = PemBlocks.require(file, text(contents), "PRIVATE KEY").get(0);
    String algorithm = algorithm(certificate);
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block));
    } catch (GeneralSecurityException e) {
      throw PemBlocks.invalid(
          file, "expected the certificate's key, " + algorithm + " in PKCS#8: " + e.getMessage());
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  /** Lets the key sign what the certificate is to verify. */
  private static void requirePair(
      String keyFile, PrivateKey key, String chainFile, X509Certificate certificate) {
    String algorithm = SIGNATURES.get(algorithm(certificate));
    if (algorithm == null) {
      throw PemBlocks.invalid(
          chainFile, "found a key of " + algorithm(certificate) + ", expected RSA, EC or EdDSA");
    }
    byte[] sample = certificate.getSerialNumber().toByteArray();
    boolean pair;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(sample);
      pair = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      pair = false; // a key of another size or curve
    }
    if (!pair) {
      throw PemBlocks.invalid(keyFile, "expected the key of the first certificate in " + chainFile);
    }
  }

  private static String algorithm(X509Certificate certificate) {
    return certificate.getPublicKey().getAlgorithm();
  }

  private static String text(ByteBuffer contents) {
    return StandardCharsets.ISO_8859_1.decode(contents.duplicate()).toString();
  }
}
