package io.heed.server.binary;

import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameBuffer;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.Hello;
import io.heed.server.binary.frame.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.function.Consumer;

/** A blocking socket that speaks bytes and frames. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** One that has said hello and was welcomed. */
  static RawClient welcomed(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.hello("");
    client.readPreface();
    client.read();
    return client;
  }

  void hello(String token) throws IOException {
    send(
        out -> {
          Frames.writePreface(out);
          new Hello(token, "test").write(out);
        });
  }

  void classify(int id, String text) throws IOException {
    send(
        out ->
            ClassifyFrame.write(
                out, id, new RequestHead(0, 0, 0, BinaryServer.MODEL, ""), 0, List.of(text), null));
  }

  void send(Consumer<ByteBuf> writer) throws IOException {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    sendBytes(ByteBufUtil.getBytes(out));
  }

  void sendHex(String hex) throws IOException {
    sendBytes(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
  }

  void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  byte[] readBytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  void readPreface() throws IOException {
    Frames.readPreface(Unpooled.wrappedBuffer(readBytes(Frames.PREFACE_BYTES)));
  }

  /** The next frame. */
  Frame read() throws IOException {
    byte[] length = readBytes(4);
    ByteBuf all = Unpooled.buffer().writeBytes(length);
    all.writeBytes(readBytes(all.getIntLE(0)));
    FrameBuffer buffer = new FrameBuffer(Integer.MAX_VALUE);
    buffer.append(UnpooledByteBufAllocator.DEFAULT, all);
    Frame frame = buffer.next();
    if (frame == null) {
      throw new AssertionError("no frame in " + ByteBufUtil.hexDump(all));
    }
    return frame;
  }

  /** Reads up to the end of the stream; returns how many bytes there were. */
  long readToEnd() throws IOException {
    long count = 0;
    try {
      byte[] some = new byte[1 << 16];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        count += n;
      }
      return count;
    } catch (EOFException | SocketException e) { // reset by a server that had unread bytes
      return count;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
