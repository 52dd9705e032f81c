/** The front end: the command line of inference and, later, the network protocols. */
@NullMarked
package io.heed.server;

import org.jspecify.annotations.NullMarked;
