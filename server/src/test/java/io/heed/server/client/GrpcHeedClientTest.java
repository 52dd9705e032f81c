package io.heed.server.client;

import io.heed.server.binary.BinaryServer;

class GrpcHeedClientTest extends HeedClientContract {
  @Override
  HeedClientBuilder client(BinaryServer of) {
    return HeedClient.grpc("127.0.0.1", of.openGrpc(null));
  }
}
