/**
 * What several stages need and no user does: the count of open native handles, the gate between use
 * and closing, the cache of native libraries. Start at {@link
 * io.heed.engine.internal.NativeHandle}; everything here is thread-safe. A leaf: it imports only
 * {@code error}. Public only because Java packages do not nest; it may change without notice.
 */
@NullMarked
package io.heed.engine.internal;

import org.jspecify.annotations.NullMarked;
