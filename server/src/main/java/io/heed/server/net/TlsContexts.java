package io.heed.server.net;

import io.heed.server.error.ServerException;
import io.netty.handler.ssl.SslContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The TLS of all ports: versions 1.2 and 1.3 by the JDK's own implementation, one certificate, and
 * mutual TLS where {@link TlsFiles} name who vouches for clients. Certificates can be changed while
 * ports are open: new handshakes use the new one, connections that are there live on. Thread-safe;
 * reading files blocks.
 */
public final class TlsContexts {
  private final TlsFiles files;
  private final List<ReloadableSslContext> contexts = new ArrayList<>();
  private List<ByteBuffer> contents;
  private TlsMaterial material;

  private TlsContexts(TlsFiles files, List<ByteBuffer> contents) {
    this.files = files;
    this.contents = contents;
    this.material = TlsMaterial.of(files, contents);
  }

  /**
   * Reads the files.
   *
   * @throws ServerException if one is missing or not as it must be; the message names it
   */
  public static TlsContexts of(TlsFiles files) {
    return new TlsContexts(files, TlsMaterial.contents(files));
  }

  /**
   * The context of a port, which follows all changes.
   *
   * @param applicationProtocols for ALPN, by preference, such as {@code h2}; none for a protocol
   *     that does without
   */
  public synchronized SslContext context(List<String> applicationProtocols) {
    ReloadableSslContext context = new ReloadableSslContext(applicationProtocols, material);
    contexts.add(context);
    return context;
  }

  /**
   * Reads the files again. What was tried before, with success or without, is not tried again.
   *
   * @return whether they have changed
   * @throws ServerException if one is missing or not as it must be; the old certificate stays
   */
  public synchronized boolean reload() {
    List<ByteBuffer> found = TlsMaterial.contents(files);
    if (found.equals(contents)) {
      return false;
    }
    contents = found;
    TlsMaterial next = TlsMaterial.of(files, found);
    List<SslContext> made = contexts.stream().map(context -> context.made(next)).toList();
    for (int i = 0; i < made.size(); i++) {
      contexts.get(i).use(made.get(i));
    }
    material = next;
    return true;
  }

  /** The day the certificate ends and whose it is, for the log. */
  synchronized String description() {
    return material.chain().get(0).getSubjectX500Principal()
        + ", valid until "
        + material.chain().get(0).getNotAfter().toInstant();
  }
}
