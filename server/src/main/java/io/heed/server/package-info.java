/**
 * The front end of the engine: the command line, in {@code cli}, and the network: {@code
 * repository} holds the models, {@code grpc} and {@code http} speak the protocols, {@code net} has
 * the ports and their threads, {@code error} what goes wrong, {@code proto} the generated messages.
 * Nothing lives in this package itself.
 */
@NullMarked
package io.heed.server;

import org.jspecify.annotations.NullMarked;
