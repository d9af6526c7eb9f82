package io.latchkey.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client as the protocol wants it: keeps its client id and its state over reconnects, sends again what is unanswered
 * from {@code lastMutation}+1, and complains about everything that a server must not do. One thread.
 */
public final class Writer implements Runnable {
    private static final int WINDOW = 100;
    private static final int LIST = 100;
    private static final long PAUSE = 50_000_000;

    private final Wire.Dialer dialer;
    private final String room;
    private final String client;
    private final AtomicLong acknowledged;
    private final Map<String, String> state = new TreeMap<>();
    private volatile boolean stopping;
    private String epoch = "";
    private long version;
    private long sent;
    private long answered;

    /** @param acknowledged counts every mutation of every writer once it is answered */
    public Writer(Wire.Dialer dialer, String room, String client, AtomicLong acknowledged) {
        this.dialer = dialer;
        this.room = room;
        this.client = client;
        this.acknowledged = acknowledged;
    }

    /** Sends nothing new; the run ends when everything is answered. */
    public void stop() {
        stopping = true;
    }

    /** How many mutations it made, all of them answered. */
    public long count() {
        return answered;
    }

    public String room() {
        return room;
    }

    public String client() {
        return client;
    }

    public String epoch() {
        return epoch;
    }

    /** The key of the list that an appending mutation, every odd one, goes to. */
    public static String list(String client, long id) {
        return "list/" + client + "/" + id / LIST;
    }

    @Override
    public void run() {
        while (!stopping || answered < sent) {
            try (Wire wire = dialer.dial(room, client, epoch.isEmpty() ? "-" : epoch + "." + version)) {
                talk(wire);
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE); // the server is gone: try again
            }
        }
    }

    /** Joins, and takes the state. */
    void readOnce() throws IOException {
        try (Wire wire = dialer.dial(room, client, "-")) {
            talk(wire);
        }
    }

    private void talk(Wire wire) throws IOException {
        boolean joined = false;
        boolean more = true;
        while (!joined || more || !stopping || answered < sent) {
            JsonObject message = Json.trusted(wire.next()).asJsonObject();
            switch (message.getString("type")) {
                case "joined" -> {
                    joined(wire, message);
                    joined = true;
                    more = message.containsKey("more");
                }
                case "state" -> more = piece(message);
                case "poke" -> poke(message);
                case "result" -> answered(message);
                case "error" -> throw new IOException(message.toString());
                default -> {}
            }
            if (joined) {
                sendMore(wire);
            }
        }
    }

    private void joined(Wire wire, JsonObject joined) throws IOException {
        assertThat(joined.getString("epoch")).isIn(epoch.isEmpty() ? joined.getString("epoch") : epoch);
        assertThat((long) joined.getInt("version")).as("version").isGreaterThanOrEqualTo(version);
        epoch = joined.getString("epoch");
        version = joined.getInt("version");
        if (joined.containsKey("patch")) {
            patch(joined.getJsonArray("patch"));
        } else {
            state.clear();
            merge(joined.getJsonObject("state"));
        }
        long last = joined.getInt("lastMutation");
        assertThat(last).as("acknowledged, and known after the kill").isBetween(answered, sent);
        for (JsonValue outcome : joined.getJsonArray("outcomes")) {
            long id = outcome.asJsonObject().getInt("id");
            if (id > answered) {
                answered(outcome.asJsonObject());
            }
        }
        assertThat(answered).isEqualTo(last);
        for (long id = last + 1; id <= sent; id++) {
            wire.send(mutation(id));
        }
    }

    private boolean piece(JsonObject message) {
        if (message.containsKey("first")) {
            state.clear();
            version = message.getInt("version");
        }
        merge(message.getJsonObject("state"));
        return message.containsKey("more");
    }

    private void merge(JsonObject values) {
        values.forEach((key, value) -> state.put(key, value.toString()));
    }

    private void poke(JsonObject poke) {
        assertThat((long) poke.getInt("from")).as("a poke from where I am").isEqualTo(version);
        version = poke.getInt("to");
        patch(poke.getJsonArray("patch"));
    }

    private void patch(JsonArray patch) {
        for (JsonValue op : patch) {
            state.put(
                    op.asJsonObject().getString("key"),
                    op.asJsonObject().get("value").toString());
        }
    }

    private void answered(JsonObject result) {
        assertThat((long) result.getInt("id")).as("in order, each once").isEqualTo(answered + 1);
        assertThat(result.getString("outcome")).isEqualTo("applied");
        answered++;
        acknowledged.incrementAndGet();
    }

    private void sendMore(Wire wire) throws IOException {
        while (!stopping && sent - answered < WINDOW) {
            sent++;
            wire.send(mutation(sent));
        }
    }

    private String mutation(long id) {
        String what = id % 2 == 0
                ? "\"increment\",\"args\":{\"key\":\"n\"}"
                : "\"append\",\"args\":{\"key\":\"" + list(client, id) + "\",\"value\":" + id + "}";
        return "{\"type\":\"mutate\",\"id\":" + id + ",\"name\":" + what + "}";
    }

    /** What it has been told of the room. */
    public Map<String, String> state() {
        return Map.copyOf(state);
    }

    public long version() {
        return version;
    }
}
