package io.heed.server.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessPolicyTest {
  private static final AccessPolicy BOTH = AccessPolicy.of(List.of("reader"), List.of("root"));

  @Test
  void require_noTokens_allowsEverybody() {
    assertDoesNotThrow(() -> AccessPolicy.OPEN.require(Right.ADMINISTRATION, null));
    assertDoesNotThrow(() -> AccessPolicy.OPEN.require(Right.INFERENCE, "Bearer whatever"));
  }

  @Test
  void require_knownToken_allowsItsRight() {
    assertDoesNotThrow(() -> BOTH.require(Right.INFERENCE, "Bearer reader"));
    assertDoesNotThrow(() -> BOTH.require(Right.INFERENCE, "bearer  root"));
    assertDoesNotThrow(() -> BOTH.require(Right.ADMINISTRATION, "BEARER root"));
  }

  @Test
  void require_inferenceTokenForAdministration_isDenied() {
    assertEquals(
        Status.PERMISSION_DENIED, refusal(BOTH, Right.ADMINISTRATION, "Bearer reader").status());
  }

  @Test
  void require_unknownOrMissingToken_isUnauthenticated() {
    for (String header : new String[] {null, "", "Bearer", "Bearer ", "Bearer x", "Basic reader"}) {
      assertEquals(
          Status.UNAUTHENTICATED, refusal(BOTH, Right.INFERENCE, header).status(), "" + header);
    }
  }

  @Test
  void require_inferenceTokensOnly_nobodyAdministers() {
    AccessPolicy policy = AccessPolicy.of(List.of("reader"), List.of());
    assertEquals(
        Status.PERMISSION_DENIED, refusal(policy, Right.ADMINISTRATION, "Bearer reader").status());
  }

  @Test
  void require_administrationTokensOnly_everybodyInfers() {
    AccessPolicy policy = AccessPolicy.of(List.of(), List.of("root"));
    assertDoesNotThrow(() -> policy.require(Right.INFERENCE, null));
    assertEquals(
        Status.UNAUTHENTICATED, refusal(policy, Right.ADMINISTRATION, "Bearer x").status());
  }

  @Test
  void require_withoutAdministration_deniesItToEverybody() {
    AccessPolicy policy = BOTH.withoutAdministration();
    assertEquals(
        Status.PERMISSION_DENIED, refusal(policy, Right.ADMINISTRATION, "Bearer root").status());
    assertDoesNotThrow(() -> policy.require(Right.INFERENCE, "Bearer root"));
  }

  @Test
  void of_blankToken_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> AccessPolicy.of(List.of(" "), List.of()));
  }

  private static ServerException refusal(
      AccessPolicy policy, Right right, @Nullable String header) {
    return assertThrows(ServerException.class, () -> policy.require(right, header));
  }
}
