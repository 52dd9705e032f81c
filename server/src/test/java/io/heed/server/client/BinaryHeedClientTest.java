package io.heed.server.client;

import io.heed.server.binary.BinaryServer;

class BinaryHeedClientTest extends HeedClientContract {
  @Override
  HeedClientBuilder client(BinaryServer of) {
    return HeedClient.binary("127.0.0.1", of.port());
  }
}
