package io.heed.engine.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A record of what the original tools answer for a text, or a pair of them, as it stands. */
public record JsonRecord(JsonNode json) {
  /** The records of a model's {@code expected.json}. */
  public static List<JsonRecord> of(HfFixture fixture) {
    List<JsonRecord> records = new ArrayList<>();
    for (JsonNode entry : new JsonMapper().readTree(fixture.read("expected.json")).get("records")) {
      records.add(new JsonRecord(entry));
    }
    return records;
  }

  /** The records of a file of one a line. */
  public static List<JsonRecord> ofLines(byte[] lines) {
    return new String(lines, StandardCharsets.UTF_8)
        .lines()
        .map(line -> new JsonRecord(new JsonMapper().readTree(line)))
        .toList();
  }

  /** Whether there is such a member and it is not null. */
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** A string. */
  public String string(String name) {
    return json.get(name).asString();
  }

  /** The first text: the question, where there is one. */
  public String first() {
    return string(has("question") ? "question" : "text");
  }

  /** Whether it is about a pair of texts. */
  public boolean isPair() {
    return has("pair") || has("context");
  }

  /** The second text of a pair. */
  public String second() {
    return string(has("context") ? "context" : "pair");
  }

  /** The length to which the texts were cut. */
  public OptionalInt maxLength() {
    return has("max_length")
        ? OptionalInt.of(json.get("max_length").intValue())
        : OptionalInt.empty();
  }

  /** A member of its own. */
  public JsonRecord member(String name) {
    return new JsonRecord(json.get(name));
  }

  /** The members of a list. */
  public List<JsonRecord> list(String name) {
    List<JsonRecord> members = new ArrayList<>();
    json.get(name).forEach(member -> members.add(new JsonRecord(member)));
    return members;
  }

  /** A list of integers; null counts as -1. */
  public int[] ints(String name) {
    return ints(json.get(name));
  }

  /** A list of integers. */
  public long[] longs(String name) {
    int[] ints = ints(name);
    long[] longs = new long[ints.length];
    for (int i = 0; i < ints.length; i++) {
      longs[i] = ints[i];
    }
    return longs;
  }

  /** A list of lists of integers, such as offsets. */
  public int[][] pairs(String name) {
    List<int[]> pairs = new ArrayList<>();
    json.get(name).forEach(pair -> pairs.add(ints(pair)));
    return pairs.toArray(int[][]::new);
  }

  /** All numbers of a tensor, in row-major order. */
  public float[] floats(String name) {
    List<Float> floats = new ArrayList<>();
    collect(json.get(name), floats);
    float[] array = new float[floats.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = floats.get(i);
    }
    return array;
  }

  private static void collect(JsonNode node, List<Float> floats) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, floats));
    } else {
      floats.add((float) node.doubleValue());
    }
  }

  private static int[] ints(JsonNode array) {
    int[] ints = new int[array.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = array.get(i).isNull() ? -1 : array.get(i).intValue();
    }
    return ints;
  }

  @Override
  public String toString() {
    String text = json.toString();
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }
}
