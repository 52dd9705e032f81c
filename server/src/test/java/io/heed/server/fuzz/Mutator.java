package io.heed.server.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes good requests at random; the same seed gives the same changes. For one thread. */
final class Mutator {
  private static final List<byte[]> TOKENS =
      List.of(
          bytes("\r\n"),
          bytes("\r\n\r\n"),
          bytes("\0"),
          bytes("{"),
          bytes("[[[[[[[["),
          bytes("\""),
          bytes("\\u0000"),
          bytes("\\ud800"),
          bytes("-1"),
          bytes("1e999"),
          bytes("99999999999999999999"),
          bytes("NaN"),
          bytes("null"),
          bytes("Content-Length: 18446744073709551616\r\n"),
          bytes("Transfer-Encoding: chunked\r\n"),
          bytes("Inference-Header-Content-Length: -5\r\n"),
          bytes("%00%2e%2e%2f"),
          new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
          new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
          new byte[] {(byte) 0x80, 0, 0, 0},
          new byte[] {0, 0, 0, 0, 0, 0, 0, 0});

  private final SplittableRandom random;

  Mutator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** One of the requests, with one to four changes. */
  byte[] mutate(List<byte[]> requests) {
    byte[] bytes = requests.get(random.nextInt(requests.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, requests);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes, List<byte[]> requests) {
    int length = bytes.length;
    if (length == 0) {
      return noise(1 + random.nextInt(64));
    }
    int at = random.nextInt(length);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 3 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 4 -> Arrays.copyOf(bytes, at); // the end is lost
      case 5 -> concat(Arrays.copyOf(bytes, at), tail(bytes, at + random.nextInt(16)));
      case 6 -> insert(bytes, at, noise(1 + random.nextInt(16)));
      case 7 -> insert(bytes, at, TOKENS.get(random.nextInt(TOKENS.size())));
      case 8 -> { // a stretch twice
        int end = Math.min(length, at + 1 + random.nextInt(64));
        yield insert(bytes, at, Arrays.copyOfRange(bytes, at, end));
      }
      default -> { // two requests crossed
        byte[] other = requests.get(random.nextInt(requests.size()));
        yield concat(Arrays.copyOf(bytes, at), tail(other, random.nextInt(other.length + 1)));
      }
    };
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
  }

  private static byte[] insert(byte[] bytes, int at, byte[] inserted) {
    return concat(concat(Arrays.copyOf(bytes, at), inserted), tail(bytes, at));
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
