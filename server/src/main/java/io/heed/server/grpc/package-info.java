/**
 * The Open Inference Protocol over gRPC. Start at {@link io.heed.server.grpc.GrpcServices}, which
 * opens a port with all its services, and {@code InferenceService}, the calls; {@link
 * io.heed.server.grpc.GrpcStatuses} says what a failure is in a status of gRPC. Runs on event
 * loops, which nothing here blocks. The messages are in {@code io.heed.server.proto}, generated
 * from {@code src/main/proto}.
 */
@NullMarked
package io.heed.server.grpc;

import org.jspecify.annotations.NullMarked;
