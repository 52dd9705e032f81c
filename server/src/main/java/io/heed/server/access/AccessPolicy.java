package io.heed.server.access;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens (RFC 6750) for inference and, apart, for administration, which includes inference.
 * Without any tokens everybody may do everything; with tokens for inference alone nobody may
 * administer; with tokens for administration alone everybody may infer. Only digests are kept, and
 * compared in constant time. Immutable.
 */
public final class AccessPolicy {
  /** Everybody may do everything. */
  public static final AccessPolicy OPEN = new AccessPolicy(List.of(), List.of(), true);

  private static final String SCHEME = "bearer ";

  private final List<byte[]> inference;
  private final List<byte[]> administration;

  private final boolean administrable;

  private AccessPolicy(List<byte[]> inference, List<byte[]> administration, boolean administrable) {
    this.inference = inference;
    this.administration = administration;
    this.administrable = administrable;
  }

  /** A policy by the tokens of each right; none where a right needs none. */
  public static AccessPolicy of(Collection<String> inference, Collection<String> administration) {
    return new AccessPolicy(digests(inference), digests(administration), true);
  }

  /** The same, but that nobody may administer. */
  public AccessPolicy withoutAdministration() {
    return new AccessPolicy(inference, administration, false);
  }

  /**
   * Refuses a call that its header does not entitle.
   *
   * @param authorization the value of the header of that name, null if there is none
   * @throws ServerException UNAUTHENTICATED without a token or with an unknown one,
   *     PERMISSION_DENIED with one that is for inference only
   */
  public void require(Right right, @Nullable String authorization) {
    if (right == Right.ADMINISTRATION && !administrable) {
      throw new ServerException(
          Status.PERMISSION_DENIED,
          "loading and unloading by call is off; the server's option --model-control allows it");
    }
    boolean open =
        right == Right.INFERENCE
            ? inference.isEmpty()
            : inference.isEmpty() && administration.isEmpty();
    if (open) {
      return;
    }
    byte[] token = digest(token(authorization));
    boolean administrator = contains(administration, token);
    if (administrator) {
      return;
    }
    boolean known = contains(inference, token);
    if (!known) {
      throw new ServerException(Status.UNAUTHENTICATED, "the bearer token is not known here");
    }
    if (right == Right.ADMINISTRATION) {
      throw new ServerException(
          Status.PERMISSION_DENIED, "the bearer token is for inference, not for administration");
    }
  }

  private static String token(@Nullable String authorization) {
    if (authorization == null
        || !authorization
            .substring(0, Math.min(SCHEME.length(), authorization.length()))
            .toLowerCase(Locale.ROOT)
            .equals(SCHEME)) {
      throw new ServerException(
          Status.UNAUTHENTICATED, "found no bearer token, expected 'authorization: Bearer …'");
    }
    return authorization.substring(SCHEME.length()).strip();
  }

  /** Looks at all of them, so that the time tells nothing. */
  private static boolean contains(List<byte[]> known, byte[] token) {
    boolean found = false;
    for (byte[] each : known) {
      found |= MessageDigest.isEqual(each, token);
    }
    return found;
  }

  private static List<byte[]> digests(Collection<String> tokens) {
    List<byte[]> digests = new ArrayList<>();
    for (String token : tokens) {
      if (token.isBlank()) {
        throw new IllegalArgumentException("token: found a blank one");
      }
      digests.add(digest(token.strip()));
    }
    return digests;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
