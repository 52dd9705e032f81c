package io.heed.server.http.api;

import io.heed.server.http.json.TensorMemory;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.netty.buffer.ByteBuf;

/** How one request is read and its answer written; by any thread, one after the other. */
interface Dialogue {
  /**
   * Reads the body.
   *
   * @param memory that the tensors may lie in; it has the body already
   * @throws RuntimeException if it is wrong
   */
  InferenceCall read(ByteBuf body, TensorMemory memory);

  /** Writes the answer. */
  HttpAnswer write(InferenceAnswer answer);
}
