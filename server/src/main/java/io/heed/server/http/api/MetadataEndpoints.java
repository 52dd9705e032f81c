package io.heed.server.http.api;

import io.heed.engine.runtime.ElementType;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.TensorMetadata;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelState;
import io.heed.server.repository.ModelVersion;
import io.heed.server.service.Extensions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What the server and its models are: the Open Inference Protocol's metadata and Triton's model
 * configuration extension. Thread-safe.
 */
public final class MetadataEndpoints {
  private static final int NOT_READY = 400;

  private final ModelRepository<ServedModel> repository;
  private final String heedVersion;

  /** About the models of a repository. */
  public MetadataEndpoints(ModelRepository<ServedModel> repository, String heedVersion) {
    this.repository = repository;
    this.heedVersion = heedVersion;
  }

  /** {@code v2}. */
  public CompletableFuture<HttpAnswer> server(HttpCall call) {
    return Answers.object(
        call,
        json -> {
          json.writeStringProperty("name", "heed");
          json.writeStringProperty("version", heedVersion);
          json.writeName("extensions");
          strings(json, Extensions.NAMES);
        });
  }

  /** {@code v2/models/{model}}. */
  public CompletableFuture<HttpAnswer> model(HttpCall call) {
    String name = call.variable("model");
    try (Lease<ServedModel> lease = repository.borrow(name, version(call))) {
      ModelMetadata metadata = lease.model().metadata();
      List<String> versions = versions(name, version(call), lease.version());
      return Answers.object(
          call,
          json -> {
            json.writeStringProperty("name", name);
            json.writeName("versions");
            strings(json, versions);
            json.writeStringProperty("platform", metadata.platform());
            tensors(json, "inputs", metadata.inputs());
            tensors(json, "outputs", metadata.outputs());
          });
    }
  }

  /** {@code v2/models/{model}/ready}: 200, or 400 for one that is known but not ready. */
  public CompletableFuture<HttpAnswer> modelReady(HttpCall call) {
    String name = call.variable("model");
    boolean ready = true;
    try (Lease<ServedModel> lease = repository.borrow(name, version(call))) {
      ready = lease.version() > 0;
    } catch (ServerException e) {
      if (e.status() != Status.UNAVAILABLE) {
        throw e;
      }
      ready = false;
    }
    boolean value = ready;
    return Answers.object(
        call,
        value ? 200 : NOT_READY,
        json -> {
          json.writeStringProperty("name", name);
          json.writeBooleanProperty("ready", value);
        });
  }

  /** {@code v2/models/{model}/config}. Shapes are whole: there is no axis to be left out. */
  public CompletableFuture<HttpAnswer> config(HttpCall call) {
    String name = call.variable("model");
    try (Lease<ServedModel> lease = repository.borrow(name, version(call))) {
      ModelMetadata metadata = lease.model().metadata();
      return Answers.object(
          call,
          json -> {
            json.writeStringProperty("name", name);
            json.writeStringProperty("platform", metadata.platform());
            json.writeStringProperty("backend", "onnxruntime");
            json.writeNumberProperty("max_batch_size", 0);
            configured(json, "input", metadata.inputs());
            configured(json, "output", metadata.outputs());
          });
    }
  }

  private List<String> versions(String name, @Nullable Long asked, long found) {
    return asked != null
        ? List.of(Long.toString(found))
        : repository.index().stream()
            .filter(entry -> entry.name().equals(name) && entry.state() == ModelState.READY)
            .map(IndexEntry::version)
            .map(String::valueOf)
            .toList();
  }

  static @Nullable Long version(HttpCall call) {
    return ModelVersion.parse(call.variable("version"));
  }

  private static void strings(JsonGenerator json, List<String> values) {
    json.writeStartArray();
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void tensors(JsonGenerator json, String field, List<TensorMetadata> tensors) {
    json.writeName(field);
    json.writeStartArray();
    for (TensorMetadata tensor : tensors) {
      json.writeStartObject();
      json.writeStringProperty("name", tensor.name());
      json.writeStringProperty("datatype", tensor.datatype().name());
      sizes(json, "shape", tensor);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void configured(JsonGenerator json, String field, List<TensorMetadata> tensors) {
    json.writeName(field);
    json.writeStartArray();
    for (TensorMetadata tensor : tensors) {
      json.writeStartObject();
      json.writeStringProperty("name", tensor.name());
      json.writeStringProperty(
          "data_type",
          "TYPE_" + (tensor.datatype() == ElementType.BYTES ? "STRING" : tensor.datatype().name()));
      sizes(json, "dims", tensor);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void sizes(JsonGenerator json, String field, TensorMetadata tensor) {
    json.writeName(field);
    json.writeStartArray();
    tensor.shape().forEach(size -> json.writeNumber((long) size));
    json.writeEndArray();
  }
}
