/**
 * The converter's command line.
 *
 * <p>Start at {@link io.heed.converter.cli.ConverterCommand}. Results go to standard output,
 * progress and errors to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage.
 *
 * <p>On top of every other package; nothing imports it. Commands are confined to the main thread.
 */
@NullMarked
package io.heed.converter.cli;

import org.jspecify.annotations.NullMarked;
