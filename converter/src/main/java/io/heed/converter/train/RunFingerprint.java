package io.heed.converter.train;

import io.heed.converter.layer.NetworkConfig;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names all that a run's result depends on, so that a checkpoint is not resumed by another run. */
final class RunFingerprint {
  private RunFingerprint() {}

  static String of(
      NetworkConfig network,
      TrainingOptions options,
      EncodedTexts training,
      EncodedTexts validation) {
    return network + " " + options + " texts " + digest(training) + " " + digest(validation);
  }

  private static String digest(EncodedTexts texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int row = 0; row < texts.size(); row++) {
        int[] ids = texts.ids()[row];
        ByteBuffer buffer = ByteBuffer.allocate((ids.length + 2) * Integer.BYTES);
        buffer.putInt(texts.labels()[row]).putInt(ids.length);
        buffer.asIntBuffer().put(ids);
        digest.update(buffer.array());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
