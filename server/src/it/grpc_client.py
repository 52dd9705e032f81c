#!/usr/bin/env python3
"""Classifies a headline over gRPC with Python's own grpcio: grpc_client.py HOST:PORT [MODEL]

The messages of the Open Inference Protocol are declared here by the numbers of its specification, not
taken from the server's sources, so that the two are held against each other. Nothing has to be generated.
"""

import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool

try:
    from google.protobuf.message_factory import GetMessageClass
except ImportError:  # before protobuf 4.22
    from google.protobuf.message_factory import MessageFactory

    def GetMessageClass(descriptor):
        return MessageFactory().GetPrototype(descriptor)


HEADLINE = "Oil prices soar to an all-time record"
SERVICE = "inference.GRPCInferenceService"
SECONDS = 20

Field = descriptor_pb2.FieldDescriptorProto

# message: field, number, type, repeated
MESSAGES = {
    "ServerReadyRequest": [],
    "ServerReadyResponse": [("ready", 1, "bool", False)],
    "ServerMetadataRequest": [],
    "ServerMetadataResponse": [
        ("name", 1, "string", False),
        ("version", 2, "string", False),
        ("extensions", 3, "string", True),
    ],
    "ModelReadyRequest": [("name", 1, "string", False), ("version", 2, "string", False)],
    "ModelReadyResponse": [("ready", 1, "bool", False)],
    "ModelMetadataRequest": [("name", 1, "string", False), ("version", 2, "string", False)],
    "TensorMetadata": [
        ("name", 1, "string", False),
        ("datatype", 2, "string", False),
        ("shape", 3, "int64", True),
    ],
    "ModelMetadataResponse": [
        ("name", 1, "string", False),
        ("versions", 2, "string", True),
        ("platform", 3, "string", False),
        ("inputs", 4, "TensorMetadata", True),
        ("outputs", 5, "TensorMetadata", True),
    ],
    "InferTensorContents": [("bytes_contents", 8, "bytes", True)],
    "InferTensor": [
        ("name", 1, "string", False),
        ("datatype", 2, "string", False),
        ("shape", 3, "int64", True),
        ("contents", 5, "InferTensorContents", False),
    ],
    "ModelInferRequest": [
        ("model_name", 1, "string", False),
        ("id", 3, "string", False),
        ("inputs", 5, "InferTensor", True),
        ("raw_input_contents", 7, "bytes", True),
    ],
    "ModelInferResponse": [
        ("model_name", 1, "string", False),
        ("model_version", 2, "string", False),
        ("id", 3, "string", False),
        ("outputs", 5, "InferTensor", True),
        ("raw_output_contents", 6, "bytes", True),
    ],
}


def message_classes():
    file = descriptor_pb2.FileDescriptorProto(
        name="open_inference.proto", package="inference", syntax="proto3"
    )
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind, repeated in fields:
            added = message.field.add(name=field, number=number)
            added.label = Field.LABEL_REPEATED if repeated else Field.LABEL_OPTIONAL
            if kind in MESSAGES:
                added.type = Field.TYPE_MESSAGE
                added.type_name = ".inference." + kind
            else:
                added.type = getattr(Field, "TYPE_" + kind.upper())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: GetMessageClass(pool.FindMessageTypeByName("inference." + name)) for name in MESSAGES
    }


CLASSES = message_classes()


def call(channel, method, request, metadata=(), compression=None):
    unary = channel.unary_unary(
        f"/{SERVICE}/{method}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=CLASSES[method + "Response"].FromString,
    )
    return unary(request, timeout=SECONDS, metadata=metadata, compression=compression)


def first_string(raw):
    (length,) = struct.unpack_from("<I", raw)
    return raw[4 : 4 + length].decode()


def typed(model):
    request = CLASSES["ModelInferRequest"](model_name=model, id="typed")
    tensor = request.inputs.add(name="text", datatype="BYTES", shape=[1])
    tensor.contents.bytes_contents.append(HEADLINE.encode())
    return request


def raw(model):
    request = CLASSES["ModelInferRequest"](model_name=model, id="raw")
    request.inputs.add(name="text", datatype="BYTES", shape=[1])
    text = HEADLINE.encode()
    request.raw_input_contents.append(struct.pack("<I", len(text)) + text)
    return request


def expect(condition, found):
    if not condition:
        sys.exit(f"FAILED: found {found}")


def main():
    address = sys.argv[1]
    model = sys.argv[2] if len(sys.argv) > 2 else "ag-news"
    with grpc.insecure_channel(address) as channel:
        ready = call(channel, "ServerReady", CLASSES["ServerReadyRequest"]())
        expect(ready.ready, ready)
        server = call(channel, "ServerMetadata", CLASSES["ServerMetadataRequest"]())
        print(server.name, server.version, list(server.extensions))
        ready = call(channel, "ModelReady", CLASSES["ModelReadyRequest"](name=model))
        expect(ready.ready, ready)
        metadata = call(channel, "ModelMetadata", CLASSES["ModelMetadataRequest"](name=model))
        expect("text" in [each.name for each in metadata.inputs], metadata)
        for request, compression in (
            (typed(model), None),
            (raw(model), None),
            (raw(model), grpc.Compression.Gzip),
        ):
            answer = call(channel, "ModelInfer", request, compression=compression)
            names = [output.name for output in answer.outputs]
            label = first_string(answer.raw_output_contents[names.index("label")])
            (score,) = struct.unpack("<f", answer.raw_output_contents[names.index("score")])
            print(answer.model_name, answer.model_version, answer.id, label, score)
            expect(label == "Business" and answer.id == request.id and 0 < score <= 1, answer)
        try:
            call(channel, "ModelInfer", typed("none of that name"))
            sys.exit("FAILED: a model that is not there answered")
        except grpc.RpcError as error:
            expect(error.code() == grpc.StatusCode.NOT_FOUND, error)


main()
