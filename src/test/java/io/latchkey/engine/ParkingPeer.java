package io.latchkey.engine;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.EntryRequest;
import io.latchkey.room.EntryResult.Entered;
import io.latchkey.room.Member;
import io.latchkey.room.Peer;
import io.latchkey.room.Rooms;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A peer whose container takes a frame only when the test lets it. */
public final class ParkingPeer implements Peer {
    private final List<JsonObject> messages = new CopyOnWriteArrayList<>();
    private final Entered entered;
    private volatile CountDownLatch parked = new CountDownLatch(0);
    private volatile boolean sending;
    private volatile int closed;

    public ParkingPeer(Rooms rooms, RoomId room, AuthData auth, String client) {
        EntryRequest request = new EntryRequest(this, "127.0.0.1", auth, Optional.of(client), Optional.empty());
        entered = (Entered) rooms.enter(room, request).join();
        Await.until("joined", () -> has("joined"));
    }

    public Entered entered() {
        return entered;
    }

    public Member member() {
        return entered.member();
    }

    /** The next frame is not taken before {@link #go}. */
    public void park() {
        parked = new CountDownLatch(1);
    }

    public void go() {
        parked.countDown();
    }

    /** Whether a frame is being handed over. */
    public boolean isSending() {
        return sending;
    }

    public int closed() {
        return closed;
    }

    public List<JsonObject> messages() {
        return messages;
    }

    public boolean has(String type) {
        return messages.stream().anyMatch(message -> message.getString("type").equals(type));
    }

    public List<JsonObject> results() {
        return messages.stream()
                .filter(message -> message.getString("type").equals("result"))
                .toList();
    }

    /** Sends mutations with these ids, each of which counts one up. */
    public void increment(int from, int to) {
        StringBuilder frame = new StringBuilder();
        for (int id = from; id <= to; id++) {
            frame.append(id > from ? "\n" : "")
                    .append("{\"type\":\"mutate\",\"id\":")
                    .append(id)
                    .append(",\"name\":\"increment\",\"args\":{\"key\":\"n\"}}");
        }
        try {
            List<Mutate> mutations = ClientFrame.parse(frame.toString()).stream()
                    .map(Mutate.class::cast)
                    .toList();
            entered.room().mutate(entered.member(), mutations);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void send(String frame) {
        sending = true;
        try {
            parked.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (String message : frame.split("\n", -1)) {
            messages.add(Json.trusted(message).asJsonObject());
        }
        sending = false;
    }

    @Override
    public void ping(ByteBuffer payload) {
        entered.member().acknowledged(payload);
    }

    @Override
    public void close(int code, String reason) {
        closed = closed == 0 ? code : closed;
    }
}
