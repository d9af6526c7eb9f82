package io.latchkey.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket spoken by hand (RFC 6455 section 5.2), for what no client library would send. */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int TIMEOUT_MS = 60_000;
    private static final int HEAD = 1000;

    /** One frame as the server sent it. */
    static final class Frame {
        private final int opcode;
        private final byte[] payload;

        Frame(int opcode, byte[] payload) {
            this.opcode = opcode;
            this.payload = payload;
        }

        int opcode() {
            return opcode;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** How it begins: enough to tell frames apart without reading megabytes of them. */
        String head() {
            return new String(payload, 0, Math.min(HEAD, payload.length), StandardCharsets.UTF_8);
        }

        /** Code and reason, as {@code 1009 payload_too_large}. */
        String closing() {
            int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
            String reason = new String(
                    Arrays.copyOfRange(payload, Math.min(2, payload.length), payload.length), StandardCharsets.UTF_8);
            return (code + " " + reason).strip();
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final int status;

    private RawSocket(Socket socket, String request) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        status = Integer.parseInt(readHead().split(" ", 3)[1]);
    }

    /** @param headers whole lines */
    static RawSocket open(Server server, String path, String... headers) throws IOException {
        return from(InetAddress.getLoopbackAddress(), server, path, headers);
    }

    /** From another address of this machine. */
    static RawSocket from(InetAddress address, Server server, String path, String... headers) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + Arrays.stream(headers).map(line -> line + "\r\n").reduce("", String::concat) + "\r\n";
        try {
            return new RawSocket(socket, request);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Enters a room; returns with the first frame of the server still to be read. */
    static RawSocket enter(Server server, String room, String client, String token) throws IOException {
        return open(server, "/rooms/" + room + "?client=" + client, "Authorization: Bearer " + token);
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The HTTP status of the answer to the upgrade. */
    int status() {
        return status;
    }

    void text(String text) throws IOException {
        frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(int opcode, boolean last, byte[] payload) throws IOException {
        byte[] header = header(opcode, last, payload.length);
        byte[] whole = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, whole, header.length, payload.length);
        raw(whole);
    }

    /** The head of a frame, masked by zeros, which leave the payload as it is. */
    static byte[] header(int opcode, boolean last, long length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) ((last ? FIN : 0) | opcode));
        if (length < 126) {
            header.put((byte) (MASKED | length));
        } else if (length < 65_536) {
            header.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            header.put((byte) (MASKED | 127)).putLong(length);
        }
        header.putInt(0);
        return Arrays.copyOf(header.array(), header.position());
    }

    void raw(byte[] bytes) throws IOException {
        synchronized (socket) {
            socket.getOutputStream().write(bytes);
        }
    }

    /** The next frame; pings are answered. */
    Frame read() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0xf;
            int length = in.readUnsignedByte() & 0x7f;
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] payload = new byte[Math.toIntExact(size)];
            in.readFully(payload);
            if (opcode == PING) {
                frame(PONG, true, payload);
            } else if (opcode != PONG) {
                return new Frame(opcode, payload);
            }
        }
    }

    /** Reads until a text frame holds this at its beginning. */
    String readUntil(String part) throws IOException {
        Frame frame = read();
        while (frame.opcode() != TEXT || !frame.head().contains(part)) {
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed " + frame.closing());
            }
            frame = read();
        }
        return frame.head();
    }

    /** Reads until the server closes: code and reason. */
    String closed() throws IOException {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame.closing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
