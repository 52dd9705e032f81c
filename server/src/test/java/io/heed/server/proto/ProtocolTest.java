package io.heed.server.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The generated messages against the protocol as published: a client is nobody's but theirs. */
class ProtocolTest {
  private static final FileDescriptor SERVICE_FILE =
      ((ProtoFileDescriptorSupplier)
              GRPCInferenceServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
          .getFileDescriptor();

  @Test
  void descriptors_allOfThem_areAsPublished() throws IOException {
    Map<String, String> actual = new TreeMap<>();
    for (FileDescriptor file : List.of(SERVICE_FILE, ModelConfig.getDescriptor().getFile())) {
      assertEquals("inference", file.getPackage());
      assertEquals("proto3", file.toProto().getSyntax());
      file.getMessageTypes().forEach(m -> describe(m, actual));
      file.getEnumTypes().forEach(e -> describe(e, actual));
      file.getServices().forEach(s -> describe(s, actual));
    }

    assertEquals(lines(published()), lines(actual));
  }

  @Test
  void oneofs_ofTheProtocol_areOneofs() {
    assertEquals(
        "parameter_choice", InferParameter.getDescriptor().getRealOneofs().get(0).getName());
    assertEquals("scheduling_choice", ModelConfig.getDescriptor().getRealOneofs().get(0).getName());
    assertEquals(
        "parameter_choice",
        ModelRepositoryParameter.getDescriptor().getRealOneofs().get(0).getName());
  }

  @Test
  void request_bytesWrittenByHand_areUnderstood() throws IOException {
    // By the encoding's rules: tag = number * 8 + wire type 2, length, bytes; shape is packed.
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "0a016d" // model_name "m"
                    + "1a0137" // id "7"
                    + "2210"
                    + "0a01"
                    + "70"
                    + "120b"
                    + "1a09"
                    + "68656164"
                    + "6c696e6573" // p
                    + "2a10"
                    + "0a0474657874"
                    + "12054259544553"
                    + "1a0101" // text BYTES [1]
                    + "3a06"
                    + "02000000"
                    + "4f6b"); // 2 "Ok"

    ModelInferRequest request = ModelInferRequest.parseFrom(bytes);

    assertEquals("m", request.getModelName());
    assertEquals("7", request.getId());
    assertEquals("headlines", request.getParametersOrThrow("p").getStringParam());
    assertEquals("text", request.getInputs(0).getName());
    assertEquals("BYTES", request.getInputs(0).getDatatype());
    assertEquals(List.of(1L), request.getInputs(0).getShapeList());
    assertEquals(
        ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'O', 'k'}), request.getRawInputContents(0));
    assertEquals(Map.of(), request.getUnknownFields().asMap());
  }

  private static String lines(Map<String, String> table) {
    return table.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> published() throws IOException {
    Map<String, String> table = new TreeMap<>();
    try (InputStream in = ProtocolTest.class.getResourceAsStream("protocol.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          int colon = line.indexOf(':');
          table.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return table;
  }

  private static void describe(Descriptor message, Map<String, String> table) {
    if (message.getOptions().getMapEntry()) {
      return;
    }
    table.put(
        name(message.getFullName()),
        message.getFields().stream()
            .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
            .map(f -> f.getName() + "=" + f.getNumber() + " " + type(f))
            .collect(Collectors.joining(", ")));
    message.getNestedTypes().forEach(m -> describe(m, table));
    message.getEnumTypes().forEach(e -> describe(e, table));
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      assertEquals("string", type(entry.findFieldByNumber(1)));
      return "map " + type(entry.findFieldByNumber(2));
    }
    String type =
        switch (field.getType()) {
          case MESSAGE -> name(field.getMessageType().getFullName());
          case ENUM -> name(field.getEnumType().getFullName());
          default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    return field.isRepeated() ? "repeated " + type : type;
  }

  private static void describe(EnumDescriptor type, Map<String, String> table) {
    table.put(
        name(type.getFullName()),
        type.getValues().stream()
            .map(v -> v.getName() + "=" + v.getNumber())
            .collect(Collectors.joining(", ")));
  }

  private static void describe(ServiceDescriptor service, Map<String, String> table) {
    table.put(
        name(service.getFullName()),
        service.getMethods().stream().map(ProtocolTest::rpc).collect(Collectors.joining(", ")));
  }

  private static String rpc(MethodDescriptor method) {
    return method.getName()
        + (method.isClientStreaming() ? " stream " : " ")
        + name(method.getInputType().getFullName())
        + (method.isServerStreaming() ? " -> stream " : " -> ")
        + name(method.getOutputType().getFullName());
  }

  private static String name(String fullName) {
    return fullName.substring("inference.".length());
  }
}
