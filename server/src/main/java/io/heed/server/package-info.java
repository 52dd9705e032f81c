/**
 * The front end of the engine, for programs and as a command.
 *
 * <p>Start at {@link io.heed.server.HeedServer}, which wires everything together. A request goes
 * from the port ({@code net}) through its protocol ({@code grpc}, {@code http}, {@code binary}) to
 * the one {@code service} and from there to a model ({@code inference}) of the {@code repository}.
 * {@code access} says who may do what, {@code metrics} shows what was counted, {@code error} is
 * what goes wrong, {@code proto} has the generated messages, {@code client} is the other end.
 * {@code cli} is the command line over all that. Threads: event loops, which never block, the
 * engine's lanes, and a few workers for what takes long.
 */
@NullMarked
package io.heed.server;

import org.jspecify.annotations.NullMarked;
