package io.latchkey.it;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A peer that is let into a room and then reads nothing, no ping either, and has little space to read into. */
final class StalledPeer implements AutoCloseable {
    private static final int SPACE = 4096;
    private static final int TIMEOUT_MS = 60_000;
    /** Masked and empty (RFC 6455 section 5.5.2). */
    private static final byte[] PING = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

    private final Socket socket = new Socket();
    private final String user;

    StalledPeer(Server server, String room, String user) throws IOException {
        this.user = user;
        socket.setReceiveBufferSize(SPACE);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        String request = "GET /rooms/" + room + "?client=" + user + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                + Tokens.token(user, room, "read")
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        if (!head().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("refused");
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException(head.toString());
            }
            head.append((char) next);
        }
        return head.toString();
    }

    String user() {
        return user;
    }

    /** Whether the server has ended the connection: then it refuses what comes. */
    boolean isGone() {
        try {
            socket.getOutputStream().write(PING);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
