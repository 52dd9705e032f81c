package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Lines: an object a line; blank lines are no rows. A label may be a string, a whole number or
 * a boolean; a text field must be a string, and may be null or missing if another one is not.
 */
final class JsonRows implements RowSource {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final Lines lines;
  private final Columns columns;

  JsonRows(Lines lines, Columns columns) {
    this.lines = lines;
    this.columns = columns;
    if (Columns.isPosition(columns.label())
        || columns.texts().stream().anyMatch(Columns::isPosition)) {
      throw new ConverterException(
          Kind.USAGE, "columns: found positions in \"" + columns + "\", expected names for jsonl");
    }
  }

  @Override
  public @Nullable Row next() throws IOException {
    while (lines.next()) {
      if (lines.cut()) {
        return BadRow.tooLong(lines.number(), "line", CorpusReader.MAX_LINE_CHARS);
      }
      String line = lines.text();
      if (!line.isBlank()) {
        return row(lines.number(), line);
      }
    }
    return null;
  }

  private Row row(long number, String line) {
    if (!Utf8.wellFormed(line)) {
      return BadRow.notUtf8(number, "line");
    }
    JsonNode object;
    try {
      object = JSON.readValue(line);
    } catch (JacksonException e) {
      return new BadRow(
          number, "line", BadRow.shown(line), "a JSON object (" + e.getOriginalMessage() + ")");
    }
    if (object == null || !object.isObject()) {
      return new BadRow(number, "line", BadRow.shown(line), "a JSON object");
    }
    JsonNode label = object.get(columns.label());
    if (label == null || !(label.isString() || label.isIntegralNumber() || label.isBoolean())) {
      return new BadRow(
          number, columns.label(), found(label), "a string, a whole number or a boolean");
    }
    List<String> texts = new ArrayList<>(columns.texts().size());
    boolean any = false;
    for (String column : columns.texts()) {
      JsonNode text = object.get(column);
      boolean absent = text == null || text.isNull();
      if (!absent && !text.isString()) {
        return new BadRow(number, column, found(text), "a string");
      }
      any |= !absent;
      texts.add(absent ? "" : text.stringValue());
    }
    return any
        ? new Row.Cells(number, label.asString(), texts)
        : new BadRow(number, String.join("+", columns.texts()), "no such field", "a string");
  }

  private static String found(@Nullable JsonNode value) {
    return value == null ? "no such field" : BadRow.shown(value.toString());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
