package io.heed.server.client;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Makes connections. Stateless. */
final class BinaryConnector {
  private BinaryConnector() {}

  /**
   * Begins to make one; the slot is told what comes of it.
   *
   * @param links where it is kept while it lives
   */
  static void connect(
      EventLoop loop, ConnectionSettings settings, BinarySlot slot, Set<BinaryLink> links) {
    // the JDK's look-up of names blocks
    CompletableFuture<Void> unused =
        CompletableFuture.supplyAsync(() -> new InetSocketAddress(settings.host(), settings.port()))
            .thenAcceptAsync(address -> connect(address, loop, settings, slot, links), loop);
  }

  private static void connect(
      InetSocketAddress address,
      EventLoop loop,
      ConnectionSettings settings,
      BinarySlot slot,
      Set<BinaryLink> links) {
    if (address.isUnresolved()) {
      slot.failedToConnect(
          new ServerException(
              Status.UNAVAILABLE, settings.address() + ": found no host of that name"));
      return;
    }
    BinaryLink link = new BinaryLink(settings, slot);
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(ClientLoops.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SslContext tls = settings.tls();
                    if (tls != null) {
                      channel
                          .pipeline()
                          .addLast(
                              tls.newHandler(channel.alloc(), settings.host(), settings.port()));
                    }
                    channel.pipeline().addLast(link);
                  }
                })
            .connect(address);
    links.add(link);
    connected.channel().closeFuture().addListener(closed -> links.remove(link));
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            link.end(
                new ServerException(
                    Status.UNAVAILABLE,
                    settings.address() + " cannot be reached: " + done.cause().getMessage()));
          }
        });
  }
}
