package io.heed.server.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.heed.engine.RequestOptions;
import io.heed.server.error.ServerException;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.Parameters;
import io.heed.server.inference.SchedulePolicy;
import io.heed.server.proto.InferParameter;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Turns a message into a request; the deadline of the call holds for it. Stateless. */
final class RequestReader {

  private RequestReader() {}

  static InferenceRequest read(ModelInferRequest message) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    message.getParametersMap().forEach((name, value) -> parameters.put(name, value(name, value)));
    Deadline call = Context.current().getDeadline();
    RequestOptions options =
        SchedulePolicy.take(
            parameters, call == null ? Long.MAX_VALUE : call.timeRemaining(TimeUnit.NANOSECONDS));
    Set<String> outputs = new LinkedHashSet<>();
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      outputs.add(output.getName());
    }
    return new InferenceRequest(
        RequestTensors.of(message), outputs, new Parameters(parameters), options);
  }

  private static Object value(String name, InferParameter parameter) throws ServerException {
    return switch (parameter.getParameterChoiceCase()) {
      case BOOL_PARAM -> parameter.getBoolParam();
      case INT64_PARAM -> parameter.getInt64Param();
      case UINT64_PARAM -> parameter.getUint64Param();
      case DOUBLE_PARAM -> parameter.getDoubleParam();
      case STRING_PARAM -> parameter.getStringParam();
      case PARAMETERCHOICE_NOT_SET ->
          throw RequestTensors.invalid("parameter \"" + name + "\": found no value");
    };
  }
}
