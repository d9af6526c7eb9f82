package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many who come at once to a room that never rests: what brings each in is written by the thread that opened its socket,
 * what follows by others, and neither the container nor the client (Java's own, see io.latchkey.socket) may mix the two.
 */
@ExtendWith(RunningServer.class)
class EntryStormIT {
    private static final int AT_ONCE = 16;
    private static final int EACH = 15;
    private static final int POKES = 5;
    /** So that some are brought in by one short frame, and some by many long ones. */
    private static final int LARGE = 60_000;

    private final Server server;

    EntryStormIT(Server server) {
        this.server = server;
    }

    @Test
    void whoComesWhileOthersWriteGetsEveryFrameWholeAndInOrder() throws Exception {
        storm("demo:storm-small", 0);
    }

    @Test
    void soDoesWhoComesToALargeRoom() throws Exception {
        storm("demo:storm-large", 8);
    }

    private void storm(String room, int values) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE + 1);
        AtomicBoolean over = new AtomicBoolean();
        try (RoomSocket writer =
                RoomSocket.join(server, room, "client-writer", Tokens.token("storm-writer", room, "write"))) {
            for (int i = 0; i < values; i++) {
                writer.mutate(i + 1, "set", "{\"key\":\"large/" + i + "\",\"value\":\"" + "x".repeat(LARGE) + "\"}");
                writer.result(i + 1);
            }
            Future<?> writing = threads.submit(() -> {
                for (long id = values + 1L; !over.get(); id++) {
                    writer.mutate(id, "set", "{\"key\":\"count\",\"value\":" + id + "}");
                    writer.result(id);
                }
            });
            List<Future<?>> coming = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                String user = "storm-" + i;
                coming.add(threads.submit(() -> come(room, user, values)));
            }
            for (Future<?> one : coming) {
                one.get(2, TimeUnit.MINUTES);
            }
            over.set(true);
            writing.get(1, TimeUnit.MINUTES);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private void come(String room, String user, int values) {
        String token = Tokens.token(user, room, "read");
        for (int i = 0; i < EACH; i++) {
            try (RoomSocket socket = RoomSocket.join(server, room, "client-%s-%d".formatted(user, i), token)) {
                long joined = socket.await("joined").getInt("version");
                socket.await(message -> version(message) >= joined + POKES);
                check(socket.messages(), joined, values);
            }
        }
    }

    private static long version(JsonObject message) {
        return message.getString("type").equals("poke") ? message.getInt("to") : 0;
    }

    private static void check(List<JsonObject> messages, long joined, int values) {
        Set<String> large = new HashSet<>();
        long version = joined;
        for (JsonObject message : messages) {
            switch (message.getString("type")) {
                case "joined" -> large.addAll(keys(message));
                case "state" -> {
                    large.addAll(keys(message));
                    version = message.getInt("version"); // may be older: what leads up to the other follows
                }
                case "poke" -> {
                    assertThat(message.getInt("from")).isEqualTo((int) version);
                    version = version(message);
                }
                default -> {} // presence
            }
        }
        assertThat(large).hasSize(values);
    }

    private static Set<String> keys(JsonObject message) {
        Set<String> keys = new HashSet<>(message.getJsonObject("state").keySet());
        keys.remove("count");
        return keys;
    }
}
