package io.heed.server.net;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the server's certificate is. All files are PEM. Immutable.
 *
 * @param certificateChain the server's certificate first, then those that lead to its authority
 * @param privateKey of the certificate, PKCS#8 without a password: RSA, EC or EdDSA
 * @param clientCertificateAuthorities who vouches for clients; with it a client without a
 *     certificate of theirs is refused (mutual TLS)
 */
public record TlsFiles(
    Path certificateChain, Path privateKey, Optional<Path> clientCertificateAuthorities) {}
