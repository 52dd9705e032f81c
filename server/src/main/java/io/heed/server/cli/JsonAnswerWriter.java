package io.heed.server.cli;

import io.heed.engine.Classification;
import io.heed.engine.LabelScore;
import java.io.PrintWriter;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Answers for programs: a JSON object a line, with the text, the best label and all scores. */
final class JsonAnswerWriter implements AnswerWriter {
  private final JsonFactory json = new JsonFactory();
  private final PrintWriter out;

  JsonAnswerWriter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(String text, Classification answer) {
    StringWriter line = new StringWriter();
    try (JsonGenerator object = json.createGenerator(ObjectWriteContext.empty(), line)) {
      object.writeStartObject();
      object.writeStringProperty("text", text);
      object.writeStringProperty("label", answer.label());
      object.writeNumberProperty("score", answer.score());
      object.writeArrayPropertyStart("scores");
      for (LabelScore score : answer.scores()) {
        object.writeStartObject();
        object.writeStringProperty("label", score.label());
        object.writeNumberProperty("score", score.score());
        object.writeEndObject();
      }
      object.writeEndArray();
      object.writeEndObject();
    }
    out.println(line);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean isClosed() {
    return out.checkError();
  }
}
