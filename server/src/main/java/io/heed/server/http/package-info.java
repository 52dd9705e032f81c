/**
 * The protocols over HTTP. Start at {@link io.heed.server.http.HttpStatuses}, which says what a
 * failure is in a status line. Runs on event loops, which nothing here blocks.
 */
@NullMarked
package io.heed.server.http;

import org.jspecify.annotations.NullMarked;
