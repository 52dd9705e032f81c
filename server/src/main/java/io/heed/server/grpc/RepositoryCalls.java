package io.heed.server.grpc;

import io.heed.engine.runtime.ElementType;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.proto.DataType;
import io.heed.server.proto.ModelConfig;
import io.heed.server.proto.ModelConfigResponse;
import io.heed.server.proto.ModelInput;
import io.heed.server.proto.ModelOutput;
import io.heed.server.proto.RepositoryIndexRequest;
import io.heed.server.proto.RepositoryIndexResponse;
import io.heed.server.proto.RepositoryIndexResponse.ModelIndex;
import io.heed.server.proto.RepositoryModelLoadRequest;
import io.heed.server.proto.RepositoryModelLoadResponse;
import io.heed.server.proto.RepositoryModelUnloadRequest;
import io.heed.server.proto.RepositoryModelUnloadResponse;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelState;
import io.heed.server.service.ModelService;

/** Triton's model repository and model configuration extensions. Thread-safe; loading blocks. */
final class RepositoryCalls {
  private final ModelService service;

  RepositoryCalls(ModelService service) {
    this.service = service;
  }

  RepositoryIndexResponse index(RepositoryIndexRequest request) {
    RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
    for (IndexEntry entry : service.repository().index()) {
      if (!request.getReady() || entry.state() == ModelState.READY) {
        response.addModels(
            ModelIndex.newBuilder()
                .setName(entry.name())
                .setVersion(Long.toString(entry.version()))
                .setState(entry.state().name())
                .setReason(entry.reason()));
      }
    }
    return response.build();
  }

  RepositoryModelLoadResponse load(RepositoryModelLoadRequest request) {
    service.load(request.getModelName(), request.getParametersMap().keySet());
    return RepositoryModelLoadResponse.getDefaultInstance();
  }

  RepositoryModelUnloadResponse unload(RepositoryModelUnloadRequest request) {
    service.unload(request.getModelName(), request.getParametersMap().keySet());
    return RepositoryModelUnloadResponse.getDefaultInstance();
  }

  /** Shapes are whole: the first axis is no batch that a client may leave out. */
  static ModelConfigResponse config(String name, ModelMetadata metadata) {
    ModelConfig.Builder config =
        ModelConfig.newBuilder()
            .setName(name)
            .setPlatform(metadata.platform())
            .setBackend("onnxruntime")
            .setMaxBatchSize(0);
    metadata
        .inputs()
        .forEach(
            input ->
                config.addInput(
                    ModelInput.newBuilder()
                        .setName(input.name())
                        .setDataType(type(input.datatype()))
                        .addAllDims(input.shape())));
    metadata
        .outputs()
        .forEach(
            output ->
                config.addOutput(
                    ModelOutput.newBuilder()
                        .setName(output.name())
                        .setDataType(type(output.datatype()))
                        .addAllDims(output.shape())));
    return ModelConfigResponse.newBuilder().setConfig(config).build();
  }

  private static DataType type(ElementType type) {
    return type == ElementType.BYTES
        ? DataType.TYPE_STRING
        : DataType.valueOf("TYPE_" + type.name());
  }
}
