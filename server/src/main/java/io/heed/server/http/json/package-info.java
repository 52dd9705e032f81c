/**
 * The bodies of the Open Inference Protocol's REST form and of Hugging Face's, read and written.
 *
 * <p>Start at {@link io.heed.server.http.json.InferenceReader} and {@link
 * io.heed.server.http.json.InferenceWriter}. Bodies are read by a streaming parser straight into
 * little-endian buffers and UTF-8, and written by a generator into Netty's buffers; there is no
 * tree. Stateless, on any thread, never blocking. Nothing is known here of HTTP.
 */
@NullMarked
package io.heed.server.http.json;

import org.jspecify.annotations.NullMarked;
