package io.heed.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLimitTest {
  private final List<Socket> clients = new ArrayList<>();
  private final BlockingQueue<SocketChannel> accepted = new LinkedBlockingQueue<>();

  /** Two are open, on two ports; the third one is closed, and one more is taken when one ends. */
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void channelFactory_connectionBeyondTheLimit_isClosedAtOnce(String kind)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        kind.equals("nio") || Epoll.isAvailable(), "skipped: no epoll on this machine");
    IntFunction<EventLoops> make =
        most -> kind.equals("nio") ? EventLoops.nio(1, most) : EventLoops.epoll(1, most);
    FrontEnd frontEnd = new FrontEnd(make.apply(2));
    EventLoops loops = frontEnd.loops();
    int firstPort = listen(loops);
    int secondPort = listen(loops);
    try {
      SocketChannel one = accepted(connect(firstPort));
      SocketChannel two = accepted(connect(secondPort));
      assertTrue(one.config().isTcpNoDelay() && one.config().isKeepAlive());
      assertEquals(2, loops.connections());

      assertTrue(isClosedByServer(connect(firstPort)));
      assertEquals(2, loops.connections());
      assertEquals(1, loops.refusedConnections());

      clients.remove(0).close();
      one.close().await(20, TimeUnit.SECONDS);
      assertTrue(two.isOpen());
      SocketChannel three = accepted(connect(secondPort));
      two.close().await(20, TimeUnit.SECONDS);
      three.close().await(20, TimeUnit.SECONDS);
      assertEquals(0, loops.connections());
    } finally {
      frontEnd.close(Duration.ofSeconds(20));
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** The server's end of a connection. */
  private SocketChannel accepted(Socket client) throws InterruptedException {
    clients.add(client);
    return Objects.requireNonNull(accepted.poll(20, TimeUnit.SECONDS));
  }

  private int listen(EventLoops loops) throws InterruptedException {
    Channel port =
        new ServerBootstrap()
            .group(loops.accepting(), loops.serving())
            .channelFactory(loops.channelFactory())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted.add(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) port.localAddress()).getPort();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static boolean isClosedByServer(Socket client) throws IOException {
    try (client) {
      return client.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
