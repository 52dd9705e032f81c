package io.heed.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection whose client has taken no answer for a while. Confined to the event loop. */
final class StallWatch {
  private final long millis;
  private int unsent;
  private long sent;
  private @Nullable Future<?> timer;

  StallWatch(Duration time) {
    this.millis = time.toMillis();
  }

  /** An answer is on its way. */
  void watch(ChannelHandlerContext ctx, ChannelFuture written) {
    unsent++;
    written.addListener(
        done -> {
          unsent--;
          sent++;
        });
    if (timer == null) {
      arm(ctx);
    }
  }

  private void arm(ChannelHandlerContext ctx) {
    long before = sent;
    timer =
        ctx.executor()
            .schedule(
                () -> {
                  timer = null;
                  if (unsent > 0 && sent == before) {
                    ChannelFuture unused = ctx.close();
                  } else if (unsent > 0) {
                    arm(ctx);
                  }
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
