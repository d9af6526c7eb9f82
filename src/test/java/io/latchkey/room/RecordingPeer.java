package io.latchkey.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.mutation.Users;
import io.latchkey.protocol.ClientFrame;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.EntryRequest.Since;
import io.latchkey.room.EntryResult.Entered;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The other end of a connection: keeps every frame, and acknowledges what it reads unless it is told not to. */
final class RecordingPeer implements Peer {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final List<String> frames = new ArrayList<>();
    private final View view = new View();
    private final Deque<ByteBuffer> unread = new ArrayDeque<>();
    private boolean reads = true;
    private long characters;
    private OptionalInt closed = OptionalInt.empty();
    private @Nullable Entered entered;

    static RecordingPeer join(Rooms rooms, AuthData auth, String client) {
        return new RecordingPeer().enter(rooms, auth, client, Optional.empty());
    }

    static RecordingPeer join(Rooms rooms, String user) {
        return join(rooms, Users.writer(user), "client-" + user);
    }

    RecordingPeer enter(Rooms rooms, AuthData auth, String client, Optional<Since> since) {
        EntryResult result = rooms.enter(
                        RoomWorld.ROOM, new EntryRequest(this, "127.0.0.1", auth, Optional.of(client), since))
                .join();
        assertThat(result).isInstanceOf(Entered.class);
        synchronized (this) {
            entered = (Entered) result;
        }
        await(seen -> !seen.messages("joined").isEmpty());
        acknowledge();
        return this;
    }

    RecordingPeer thatStopsReading() {
        synchronized (this) {
            reads = false;
        }
        return this;
    }

    /** Sends one frame. */
    RecordingPeer mutate(String... lines) {
        try {
            List<Mutate> mutations = ClientFrame.parse(String.join("\n", lines)).stream()
                    .map(Mutate.class::cast)
                    .toList();
            where().room().mutate(where().member(), mutations);
            return this;
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String set(long mutation, String key, String json) {
        return "{\"type\":\"mutate\",\"id\":" + mutation + ",\"name\":\"set\",\"args\":{\"key\":\"" + key
                + "\",\"value\":" + json + "}}";
    }

    static String increment(long mutation, String key) {
        return "{\"type\":\"mutate\",\"id\":" + mutation + ",\"name\":\"increment\",\"args\":{\"key\":\"" + key
                + "\"}}";
    }

    synchronized Entered where() {
        if (entered == null) {
            throw new IllegalStateException("not in the room");
        }
        return entered;
    }

    void leave() {
        where().room().leave(where().member());
    }

    /** Reads on, and answers every ping that came meanwhile. */
    void acknowledge() {
        List<ByteBuffer> pings;
        synchronized (this) {
            reads = true;
            pings = new ArrayList<>(unread);
            unread.clear();
        }
        pings.forEach(where().member()::acknowledged);
    }

    /** Waits until the view is as wanted. */
    synchronized void await(Predicate<View> wanted) {
        awaitUntil(() -> wanted.test(view));
    }

    /** The outcome or code of a mutation. */
    String told(long mutation) {
        await(seen -> seen.results().containsKey(mutation));
        JsonObject result = result(mutation);
        return result.getString("code", result.getString("outcome"));
    }

    synchronized JsonObject result(long mutation) {
        return view.results().getOrDefault(mutation, JsonObject.EMPTY_JSON_OBJECT);
    }

    synchronized int awaitClose() {
        awaitUntil(() -> closed.isPresent());
        return closed.orElseThrow();
    }

    private void awaitUntil(BooleanSupplier wanted) {
        Instant deadline = Instant.now().plus(DEADLINE);
        try {
            while (!wanted.getAsBoolean()) {
                long left = Duration.between(Instant.now(), deadline).toMillis();
                assertThat(left).describedAs("still waiting; got %s", frames).isPositive();
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized <T> T see(Function<View, T> look) {
        return look.apply(view);
    }

    synchronized List<JsonObject> messages(String type) {
        return view.messages(type);
    }

    synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    /** How much was handed over for this peer. */
    synchronized long characters() {
        return characters;
    }

    synchronized boolean isClosed() {
        return closed.isPresent();
    }

    @Override
    public synchronized void send(String frame) {
        frames.add(frame);
        characters += frame.length();
        view.frame(frame);
        notifyAll();
    }

    @Override
    public void ping(ByteBuffer payload) {
        Entered place;
        synchronized (this) {
            place = entered;
            if (!reads || place == null) {
                unread.add(payload);
                return;
            }
        }
        place.member().acknowledged(payload);
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closed.isEmpty()) {
            closed = OptionalInt.of(code);
        }
        notifyAll();
    }
}
