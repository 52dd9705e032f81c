package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.models.ModelException.Kind;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeedFormatTest {
  /** SHA-256 of "abc", FIPS 180-2, appendix B.1. */
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static HeedMetadata parse(String json) {
    return HeedFormat.parse("/m/heed.json", json.getBytes(UTF_8));
  }

  @Test
  void checksum_ofAbc_isTheStandardsExample() {
    assertEquals(new FileChecksum(SHA256_OF_ABC, 3), Reading.checksum("abc".getBytes(UTF_8)));
  }

  @Test
  void write_anyOrderGiven_isInOrderOfKeys() {
    TreeMap<String, FileChecksum> files = new TreeMap<>();
    files.put("b", new FileChecksum(SHA256_OF_ABC, 3));
    HeedMetadata metadata =
        HeedMetadata.of(Map.of("int8", 0.5, "fp32", 1.0), Map.of("z", "1", "a", "ü"))
            .withFiles(files);
    String expected =
        """
        {
          "format": 1,
          "accuracy": {
            "fp32": 1.0,
            "int8": 0.5
          },
          "files": {
            "b": {
              "bytes": 3,
              "sha256": "%s"
            }
          },
          "provenance": {
            "a": "ü",
            "z": "1"
          }
        }
        """
            .replace("%s", SHA256_OF_ABC);
    byte[] written = HeedFormat.write(metadata);
    assertArrayEquals(expected.getBytes(UTF_8), written);
    assertEquals(metadata, HeedFormat.parse("x", written));
  }

  @Test
  void parse_unknownFieldsAndNoMaps_areEmptyMaps() {
    HeedMetadata metadata = parse("{\"format\": 1, \"calibration\": {\"x\": 1}}");
    assertEquals(HeedMetadata.of(Map.of(), Map.of()), metadata);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 'format': found nothing",
        "{\"format\": 2} | a newer Heed",
        "{\"format\": \"1\"} | 'format': found \"1\"",
        "{\"format\": 1, \"files\": []} | 'files'",
        "{\"format\": 1, \"files\": {\"a\": null}} | 'files.a'",
        "{\"format\": 1, \"files\": {\"a\": {}}} | 'files.a.sha256': found nothing",
        "{\"format\": 1, \"files\": {\"a\": {\"sha256\": \"BA78\"}}} | 64 lower-case hexadecimal",
        "{\"format\": 1, \"files\": {\"../a\": {\"bytes\": 1, \"sha256\": \"HEX\"}}} | \"../a\"",
        "{\"format\": 1, \"files\": {\"a\": {\"bytes\": -1, \"sha256\": \"HEX\"}}} | integer -1",
        "{\"format\": 1, \"files\": {\"a\": {\"bytes\": 1.5, \"sha256\": \"HEX\"}}} | double 1.5",
        "{\"format\": 1, \"accuracy\": {\"fp32\": 91.5}} | 'accuracy.fp32': found double 91.5",
        "{\"format\": 1, \"accuracy\": {\"fp32\": \"high\"}} | 'accuracy.fp32': found \"high\"",
        "{\"format\": 1, \"provenance\": {\"seed\": 1}} | 'provenance.seed'",
      })
  void heedJson_wrong_namesFileFieldFoundAndExpected(String json, String part) {
    assertFails(
        Kind.INVALID, () -> parse(json.replace("HEX", SHA256_OF_ABC)), "/m/heed.json: ", part);
  }
}
