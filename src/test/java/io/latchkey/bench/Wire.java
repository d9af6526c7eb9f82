package io.latchkey.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A WebSocket client's end (RFC 6455) that costs little: one thread reads many, frames are handed on as bytes. */
final class Wire {
    /** Takes the text of a frame, which is there only during the call. */
    interface Reader {
        void text(byte[] data, int from, int to) throws IOException;
    }

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_PENDING = 64 * 1024;
    private static final int MAX_HEAD = 14;
    private static final int NORMAL = 1000;

    private final SocketChannel channel;
    private byte[] rest = new byte[0];
    private ByteBuffer unsent = ByteBuffer.allocate(2 * MAX_PENDING).flip();

    private Wire(SocketChannel channel) {
        this.channel = channel;
    }

    static Wire open(int port, String path, Optional<String> token) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String credential =
                token.map(value -> "Authorization: Bearer " + value + "\r\n").orElse("");
        ByteBuffer out = request(port, path, credential);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        Wire wire = new Wire(channel);
        wire.readHead();
        channel.configureBlocking(false);
        return wire;
    }

    /** The end of a connection whose handshake another has read, and with it perhaps some of the first frame. */
    static Wire of(SocketChannel channel, byte[] rest) {
        Wire wire = new Wire(channel);
        wire.rest = rest;
        return wire;
    }

    /** @param headers further ones, each with its end of line */
    static ByteBuffer request(int port, String path, String headers) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + headers + "\r\n";
        return ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void readHead() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        int end = -1;
        String text = "";
        while (end < 0) {
            if (channel.read(in) < 0) {
                throw new EOFException("no answer to the handshake: " + text);
            }
            text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            end = text.indexOf("\r\n\r\n");
        }
        if (!text.startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + text);
        }
        rest = Arrays.copyOfRange(in.array(), end + 4, in.position());
    }

    void register(Selector selector, Object attachment) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, attachment);
    }

    /** Whether the server takes in less than it is sent. */
    boolean isBlocked() {
        return unsent.remaining() > MAX_PENDING;
    }

    void send(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Begins the closing handshake. */
    void sendClose() {
        frame(CLOSE, new byte[] {NORMAL >> 8, (byte) NORMAL});
    }

    /** Masked with zeros, which is a mask like any other and costs the server what any other costs. */
    private void frame(int opcode, byte[] payload) {
        ByteBuffer out = unsent.compact();
        out.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else {
            out.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        out.putInt(0).put(payload);
        unsent = out.flip();
        flush();
    }

    void flush() {
        try {
            if (unsent.hasRemaining()) {
                channel.write(unsent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what came, by way of these two buffers that all wires share. */
    void read(ByteBuffer direct, byte[] work, Reader reader) throws IOException {
        direct.clear();
        int count = channel.read(direct);
        if (count < 0) {
            throw new EOFException("the server closed a connection");
        }
        System.arraycopy(rest, 0, work, 0, rest.length);
        direct.flip().get(work, rest.length, count);
        int end = rest.length + count;
        int at = 0;
        for (int next = frameEnd(work, at, end); next >= 0; next = frameEnd(work, at, end)) {
            take(work, at, next, reader);
            at = next;
        }
        rest = at == end ? new byte[0] : Arrays.copyOfRange(work, at, end);
    }

    private static int headLength(byte[] work, int at) {
        int length = work[at + 1] & 0x7f;
        return length < 126 ? 2 : length == 126 ? 4 : 10;
    }

    /** Where the frame ends; -1 when it is not all there. */
    private static int frameEnd(byte[] work, int at, int end) {
        if (end - at < 2 || end - at < headLength(work, at)) {
            return -1;
        }
        long length = work[at + 1] & 0x7f;
        if (length >= 126) {
            length = 0;
            for (int i = at + 2; i < at + headLength(work, at); i++) {
                length = length << 8 | (work[i] & 0xff);
            }
        }
        long last = at + headLength(work, at) + length;
        return last > end ? -1 : (int) last;
    }

    private void take(byte[] work, int at, int end, Reader reader) throws IOException {
        int payload = at + headLength(work, at);
        switch (work[at] & 0xff) {
            case 0x80 | TEXT -> reader.text(work, payload, end);
            case 0x80 | PING -> frame(PONG, Arrays.copyOfRange(work, payload, end));
            case 0x80 | PONG -> {}
            case 0x80 | CLOSE ->
                throw new EOFException("closed by the server: "
                        + new String(work, payload + 2, end - payload - 2, StandardCharsets.UTF_8));
            default -> throw new IOException("a frame that this client does not read: " + work[at]);
        }
    }

    static int workSize(int direct) {
        return 2 * 1024 * 1024 + direct + MAX_HEAD;
    }

    void close() throws IOException {
        channel.close();
    }
}
