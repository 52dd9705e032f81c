/** Malformed requests in large numbers to every port. */
@NullMarked
package io.heed.server.fuzz;

import org.jspecify.annotations.NullMarked;
