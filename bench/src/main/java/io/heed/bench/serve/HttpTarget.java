package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /predict} over connections that stay open, each with one request at a time; what
 * finds none free waits for one, first come first served. Requests are encoded beforehand, so that
 * the client takes as little of the machine as it can, and the same from every server. Thread-safe;
 * all connections are of one event loop.
 */
final class HttpTarget implements AutoCloseable {
  private static final int CONNECT_SECONDS = 10;

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final List<ByteBuf> requests = new ArrayList<>();
  private final ArrayDeque<HttpConnection> free = new ArrayDeque<>(); // of the event loop
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // of the event loop
  private final List<HttpConnection> all = new ArrayList<>(); // of the event loop

  private volatile boolean closed;

  private record Waiting(int request, CompletableFuture<byte[]> answer) {}

  private HttpTarget(ClientLoop client, int port, List<String> texts) {
    this.loop = client.next();
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(client.socketType())
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpResponseDecoder())
                        .addLast(new HttpConnection(HttpTarget.this));
                  }
                });
    texts.forEach(text -> requests.add(request(text)));
  }

  /**
   * Connects; blocks.
   *
   * @throws IOException if nobody listens
   */
  static HttpTarget open(ClientLoop client, int port, List<String> texts, int connections)
      throws IOException {
    HttpTarget target = new HttpTarget(client, port, texts);
    try {
      for (int i = 0; i < connections; i++) {
        target.connect();
      }
      return target;
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private void connect() throws IOException {
    try {
      bootstrap.connect().get(CONNECT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cannot connect: " + e.getCause(), e);
    }
  }

  private static ByteBuf request(String text) {
    byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("inputs", text));
    byte[] head =
        ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer request = ByteBuffer.allocateDirect(head.length + body.length);
    request.put(head).put(body).flip(); // memory of the JVM, which no reference count frees
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(request));
  }

  /** Sends the text of this number, in turn with the others; completes with the body of a 200. */
  CompletableFuture<byte[]> send(int request) {
    Waiting next = new Waiting(request % requests.size(), new CompletableFuture<>());
    if (loop.inEventLoop()) {
      begin(next);
    } else {
      loop.execute(() -> begin(next));
    }
    return next.answer();
  }

  private void begin(Waiting next) {
    HttpConnection connection = free.poll();
    if (connection == null) {
      waiting.add(next);
    } else {
      connection.send(requests.get(next.request()).duplicate(), next.answer());
    }
  }

  /** Of the event loop: there is a connection. */
  void opened(HttpConnection connection) {
    all.add(connection);
    free(connection);
  }

  /** Of the event loop: a connection has its answer. */
  void free(HttpConnection connection) {
    Waiting next = waiting.poll();
    if (next == null) {
      free.add(connection);
    } else {
      connection.send(requests.get(next.request()).duplicate(), next.answer());
    }
  }

  /** Of the event loop: a connection has ended, and another one takes its place. */
  void gone(HttpConnection connection) {
    all.remove(connection);
    free.remove(connection);
    if (!closed) {
      ChannelFuture unused = bootstrap.connect();
    }
  }

  /** The best label of an answer. */
  static String label(byte[] body) {
    return JsonMapper.shared().readTree(body).at("/0/label").asString();
  }

  @Override
  public void close() {
    closed = true;
    loop.execute(() -> List.copyOf(all).forEach(HttpConnection::close));
  }
}
