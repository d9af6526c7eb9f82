package io.latchkey.room;

import io.latchkey.engine.Await;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what it is sent. */
final class TestPeer implements Peer {
    private final List<JsonObject> messages = new CopyOnWriteArrayList<>();
    private volatile String closed = "";

    @Override
    public void send(String frame) {
        frame.lines().map(line -> Json.trusted(line).asJsonObject()).forEach(messages::add);
    }

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public void close(int code, String reason) {
        if (closed.isEmpty()) {
            closed = code + " " + reason;
        }
    }

    /** Code and reason, once it is closed. */
    String closed() {
        Await.until("the close", () -> !closed.isEmpty());
        return closed;
    }

    /** The first message of a type, once it is there. */
    JsonObject first(String type) {
        Await.until(type, () -> find(type).isPresent());
        return find(type).orElseThrow();
    }

    private Optional<JsonObject> find(String type) {
        return messages.stream()
                .filter(message -> message.getString("type").equals(type))
                .findFirst();
    }

    JsonObject result(long id) {
        Await.until("result " + id, () -> findResult(id).isPresent());
        return findResult(id).orElseThrow();
    }

    private Optional<JsonObject> findResult(long id) {
        return messages.stream()
                .filter(message -> message.getString("type").equals("result")
                        && message.getJsonNumber("id").longValue() == id)
                .findFirst();
    }
}
