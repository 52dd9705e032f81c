/**
 * Who may do what. Start at {@link io.heed.server.access.AccessPolicy}; a protocol finds the token
 * in its own messages and asks here. Everything is immutable. Which calls need which right is the
 * protocols' matter.
 */
@NullMarked
package io.heed.server.access;

import org.jspecify.annotations.NullMarked;
