package io.heed.server.client;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The lean binary protocol over a few connections, which take turns. Thread-safe. */
final class BinaryTransport implements Transport {
  private final EventLoopGroup loops;
  private final BinarySlot[] slots;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  BinaryTransport(ConnectionSettings settings) {
    this.loops = ClientLoops.take();
    this.slots = new BinarySlot[settings.connections()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new BinarySlot(loops.next(), settings);
    }
  }

  @Override
  public void send(Call<?> call) {
    int first = slots.length == 1 ? 0 : (turn.getAndIncrement() & Integer.MAX_VALUE) % slots.length;
    for (int i = 0; i < slots.length; i++) {
      BinarySlot slot = slots[(first + i) % slots.length];
      if (slot.isPromising()) {
        slot.submit(call);
        return;
      }
    }
    slots[first].submit(call);
  }

  @Override
  public void sendLater(Call<?> call, long delayNanos) {
    if (closed.get()) {
      call.failed(closedFailure());
      return;
    }
    Future<?> unused = loops.next().schedule(() -> send(call), delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (BinarySlot slot : slots) {
      slot.close();
    }
    ClientLoops.giveBack();
  }

  static ServerException closedFailure() {
    return new ServerException(Status.UNAVAILABLE, "the client was closed");
  }
}
