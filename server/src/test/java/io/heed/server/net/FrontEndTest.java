package io.heed.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontEndTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void close_severalPorts_stopsAllBeforeItWaitsForAny() throws InterruptedException {
    FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
    frontEnd.add(new FakeListener("http", true));
    frontEnd.add(new FakeListener("grpc", true));

    assertTrue(frontEnd.close(Duration.ofSeconds(1)));

    assertEquals(
        List.of("http stop", "grpc stop", "http drain", "grpc drain", "http abort", "grpc abort"),
        events);
    assertTrue(frontEnd.loops().serving().isTerminated());
    assertTrue(frontEnd.loops().accepting().isTerminated());
  }

  @Test
  void close_portThatDoesNotDrain_isToldAndAborted() throws InterruptedException {
    FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
    frontEnd.add(new FakeListener("http", false));
    frontEnd.add(new FakeListener("grpc", true));

    assertFalse(frontEnd.close(Duration.ofMillis(1)));

    assertTrue(events.contains("http abort"));
    assertTrue(events.contains("grpc drain"));
  }

  @Test
  void close_theSecondTime_touchesNoPort() throws InterruptedException {
    FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
    frontEnd.add(new FakeListener("http", true));
    frontEnd.close(Duration.ofSeconds(1));
    events.clear();

    assertTrue(frontEnd.close(Duration.ofSeconds(1)));

    assertEquals(List.of(), events);
  }

  @Test
  void eventLoops_ofAMachineWithEpoll_useIt() throws InterruptedException {
    EventLoops loops = EventLoops.create(1);
    ServerChannel socket = loops.channelFactory().newChannel();
    assertEquals(
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
        socket.getClass());
    socket.unsafe().closeForcibly();
    loops.close(Duration.ofSeconds(1).toNanos());
  }

  /** Records what it is told. */
  private final class FakeListener implements Listener {
    private final String name;
    private final boolean drains;

    FakeListener(String name, boolean drains) {
      this.name = name;
      this.drains = drains;
    }

    @Override
    public int port() {
      return 1;
    }

    @Override
    public void stop() {
      events.add(name + " stop");
    }

    @Override
    public boolean awaitDrained(long nanos) {
      events.add(name + " drain");
      return drains;
    }

    @Override
    public void abort() {
      events.add(name + " abort");
    }
  }
}
