/**
 * The command line of inference. Start at {@link io.heed.server.cli.HeedCommand}; one class a
 * command, one a kind of output. Everything runs on the main thread. Nothing here serves a network
 * or trains a model.
 */
@NullMarked
package io.heed.server.cli;

import org.jspecify.annotations.NullMarked;
