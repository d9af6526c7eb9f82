package io.latchkey.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connect: from the TCP connection to the answer that is waited for, and on to the end of the closing handshake (RFC
 * 6455 section 7.1.2). Confined to the generator's thread.
 */
final class Opening implements Wire.Reader {
    /**
     * What is asked for.
     *
     * @param headers further ones, each with its end of line
     * @param toJoined until {@code joined} was read, else until the 101 was
     */
    record Request(String path, String headers, boolean toJoined) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    private static final String JOINED = "{\"type\":\"joined\"";

    private final Request request;
    private final SocketChannel channel;
    private final long start = System.nanoTime();
    private byte[] head = new byte[0];
    private @Nullable Wire wire;
    private long reached;
    private boolean closed;

    private Opening(Request request, SocketChannel channel) {
        this.request = request;
        this.channel = channel;
    }

    /** Connects, which the kernel does at once, and asks. */
    static Opening begin(int port, Request request, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Opening opening = new Opening(request, channel);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer out = Wire.request(port, request.path(), request.headers());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, opening);
        return opening;
    }

    /** Whether what was waited for is there. */
    boolean isReached() {
        return reached != 0;
    }

    /** Whether it is over, its closing included. */
    boolean isClosed() {
        return closed;
    }

    /** Until what was waited for was there. */
    long nanos() {
        return reached - start;
    }

    /**
     * Reads what came.
     *
     * @throws IOException when the connect was refused, or ended before what was waited for
     */
    void read(ByteBuffer direct, byte[] work) throws IOException {
        try {
            if (wire == null) {
                readHead(direct, work);
            } else {
                wire.read(direct, work, this);
            }
        } catch (EOFException e) {
            if (!isReached()) {
                throw e;
            }
            close();
        }
    }

    private void readHead(ByteBuffer direct, byte[] work) throws IOException {
        direct.clear();
        direct.put(head);
        if (channel.read(direct) < 0) {
            throw new EOFException("no answer to the handshake");
        }
        byte[] all = new byte[direct.flip().remaining()];
        direct.get(all);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            head = all;
            return;
        }
        if (!text.startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + text);
        }
        Wire upgraded = Wire.of(channel, Arrays.copyOfRange(all, end + 4, all.length));
        wire = upgraded;
        if (!request.toJoined()) {
            reach(upgraded);
        }
        upgraded.read(NOTHING, work, this);
    }

    @Override
    public void text(byte[] data, int from, int to) throws IOException {
        String frame = new String(data, from, to - from, StandardCharsets.ISO_8859_1);
        if (frame.contains(JOINED) && wire != null) {
            reach(wire);
        } else if (!isReached()) {
            throw new IOException("not let in: " + frame);
        }
    }

    private void reach(Wire open) {
        reached = System.nanoTime();
        open.sendClose();
    }

    void close() throws IOException {
        closed = true;
        channel.close();
    }
}
