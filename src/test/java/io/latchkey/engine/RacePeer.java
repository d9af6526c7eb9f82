package io.latchkey.engine;

import io.latchkey.room.Member;
import io.latchkey.room.Peer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The wire of {@link RaceMain}: numbers what it is handed, and then takes its time. */
final class RacePeer implements Peer {
    private final Socket socket;
    private final AtomicLong order;
    private final Pauses pauses;
    private volatile @Nullable Member member;

    RacePeer(Socket socket, AtomicLong order, Pauses pauses) {
        this.socket = socket;
        this.order = order;
        this.pauses = pauses;
    }

    void entered(Member joined) {
        member = joined;
    }

    /** What is not of the engine. */
    void line(String text) {
        try {
            write(order.incrementAndGet(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void send(String frame) throws IOException {
        long number = order.incrementAndGet();
        pauses.onceIn(8);
        for (String message : frame.split("\n", -1)) {
            write(number, message);
        }
    }

    private synchronized void write(long number, String message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((number + " " + message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void ping(ByteBuffer payload) {
        Member answering = member;
        if (answering != null) {
            answering.acknowledged(payload);
        }
    }

    @Override
    public void close(int code, String reason) {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("not closed: " + e.getMessage());
        }
    }
}
