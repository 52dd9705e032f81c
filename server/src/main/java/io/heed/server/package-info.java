/**
 * The front end of the engine: the command line, in {@code cli}. Nothing lives in this package
 * itself.
 */
@NullMarked
package io.heed.server;

import org.jspecify.annotations.NullMarked;
