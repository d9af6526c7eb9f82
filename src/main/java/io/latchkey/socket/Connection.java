package io.latchkey.socket;

import io.latchkey.meter.Counter;
import io.latchkey.room.Peer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;

/** A WebSocket session as the engine's {@link Peer}. */
final class Connection implements Peer {
    private final Session session;
    private final Counter frames;

    /** @param frames counts what is sent */
    Connection(Session session, Counter frames) {
        this.session = session;
        this.frames = frames;
    }

    /** By the send writer: on Payara it costs a tenth of the other ways. One write makes one unfragmented frame. */
    @Override
    public void send(String frame) throws IOException {
        try (Writer writer = session.getBasicRemote().getSendWriter()) {
            writer.write(frame);
        }
        frames.increment();
    }

    @Override
    public void ping(ByteBuffer payload) throws IOException {
        session.getBasicRemote().sendPing(payload);
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseCodes.getCloseCode(code), reason));
        } catch (IOException | IllegalStateException e) {
            // it is closed already, which is what was asked for
        }
    }
}
