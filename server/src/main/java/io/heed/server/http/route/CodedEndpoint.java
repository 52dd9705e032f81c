package io.heed.server.http.route;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the bodies of requests and packs those of answers for another endpoint; what is large is
 * done by workers. Thread-safe.
 */
public final class CodedEndpoint implements Endpoint {
  private static final int MIN_BYTES = 1024; // below, packing gains nothing
  private static final int MAX_BYTES_AT_ONCE = 64 << 10;

  private final Endpoint inner;
  private final Executor workers;
  private final int maxBodyBytes;
  private final boolean compressesAnswers;

  /**
   * Around another endpoint.
   *
   * @param maxBodyBytes of an unpacked body
   */
  public CodedEndpoint(
      Endpoint inner, Executor workers, int maxBodyBytes, boolean compressesAnswers) {
    this.inner = inner;
    this.workers = workers;
    this.maxBodyBytes = maxBodyBytes;
    this.compressesAnswers = compressesAnswers;
  }

  @Override
  public CompletableFuture<HttpAnswer> answer(HttpCall call) {
    ContentCoding packed =
        call.body().isReadable()
            ? ContentCoding.ofContent(call.header(HttpHeaderNames.CONTENT_ENCODING))
            : null;
    ContentCoding wanted =
        compressesAnswers
            ? ContentCoding.accepted(call.header(HttpHeaderNames.ACCEPT_ENCODING))
            : null;
    if (packed == null && wanted == null) {
      return inner.answer(call);
    }
    PendingAnswer pending = new PendingAnswer();
    if (packed == null) {
      begin(call, wanted, pending);
      return pending;
    }
    ByteBuf body = call.body().retain();
    try {
      workers.execute(() -> unpacked(call, packed, wanted, body, pending));
    } catch (RejectedExecutionException e) {
      body.release();
      throw e;
    }
    return pending;
  }

  private void unpacked(
      HttpCall call,
      ContentCoding packed,
      @Nullable ContentCoding wanted,
      ByteBuf body,
      PendingAnswer pending) {
    ByteBuf plain;
    try {
      plain = packed.unpack(call.allocator(), body, maxBodyBytes);
    } catch (RuntimeException e) {
      pending.completeExceptionally(e);
      return;
    } finally {
      body.release();
    }
    try {
      begin(call.withBody(plain), wanted, pending);
    } catch (RuntimeException e) {
      pending.completeExceptionally(e);
    } finally {
      plain.release();
    }
  }

  private void begin(HttpCall call, @Nullable ContentCoding wanted, PendingAnswer pending) {
    CompletableFuture<HttpAnswer> answer = inner.answer(call);
    pending.follow(answer);
    CompletableFuture<HttpAnswer> unused =
        answer.whenComplete(
            (plain, failure) -> {
              if (failure != null) {
                pending.completeExceptionally(failure);
              } else if (wanted == null || plain.body().readableBytes() < MIN_BYTES) {
                pending.deliver(plain);
              } else if (plain.body().readableBytes() <= MAX_BYTES_AT_ONCE) {
                pack(call, wanted, plain, pending);
              } else {
                packLater(call, wanted, plain, pending);
              }
            });
  }

  private void packLater(
      HttpCall call, ContentCoding wanted, HttpAnswer plain, PendingAnswer pending) {
    try {
      workers.execute(() -> pack(call, wanted, plain, pending));
    } catch (RejectedExecutionException e) {
      pending.deliver(plain); // as large as it is
    }
  }

  private static void pack(
      HttpCall call, ContentCoding wanted, HttpAnswer plain, PendingAnswer pending) {
    try {
      pending.deliver(
          plain
              .withBody(wanted.pack(call.allocator(), plain.body()))
              .with(HttpHeaderNames.CONTENT_ENCODING, wanted.token())
              .with(HttpHeaderNames.VARY, "accept-encoding"));
    } catch (RuntimeException e) {
      pending.completeExceptionally(e);
    } finally {
      plain.body().release();
    }
  }
}
