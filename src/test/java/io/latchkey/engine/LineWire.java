package io.latchkey.engine;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to an {@link EngineProcess}. */
public final class LineWire implements Wire {
    private final Socket socket;
    private final BufferedReader in;

    public LineWire(int port, String room, String user, String client, String since) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        send(String.join(" ", room, user, client, since));
    }

    @Override
    public void send(String message) throws IOException {
        socket.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String next() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("closed");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("not closed: " + e.getMessage());
        }
    }
}
