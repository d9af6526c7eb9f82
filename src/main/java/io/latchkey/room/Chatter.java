package io.latchkey.room;

import io.latchkey.access.Rights;
import io.latchkey.api.AuthData;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.mutation.MutationRegistry;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ServerMessage.Broadcast;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What passes through a room without becoming state: presence and broadcasts. Confined to the room's task. */
final class Chatter {
    private static final Logger LOG = System.getLogger(Chatter.class.getName());
    private static final int MAX_PRESENCE = 4 * 1024;
    private static final int MAX_BROADCAST = 16 * 1024;
    /** So that many cursors cost a member one frame each time, not one a movement. */
    private static final long FLUSH_MS = 50;

    private final RoomId room;
    private final Engine engine;
    private final SerialExecutor tasks;
    private final Presences presences;
    private final Collection<Member> members;
    private boolean flushing;

    Chatter(RoomId room, Engine engine, SerialExecutor tasks, Presences presences, Collection<Member> members) {
        this.room = room;
        this.engine = engine;
        this.tasks = tasks;
        this.presences = presences;
        this.members = members;
    }

    /** Has the members be told soon who came, went, or shows something else. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            engine.timer().schedule(() -> tasks.execute(this::flush), FLUSH_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void flush() {
        flushing = false;
        if (presences.publish()) {
            members.forEach(Member::wake);
        }
    }

    /** Replaces what a member shows of itself; empty when it is done, else why not. */
    Optional<Code> show(Member member, JsonValue data) {
        if (!rights(member.auth()).allows(Permission.PRESENCE_WRITE)) {
            return Optional.of(Code.INSUFFICIENT_PERMISSION);
        }
        String text = data.toString();
        boolean known = data instanceof JsonObject || data == JsonValue.NULL;
        if (!known || Json.utf8Length(text) > MAX_PRESENCE) {
            return Optional.of(Code.INVALID_ARGUMENTS);
        }
        presences.show(member.connection(), text);
        flushSoon();
        return Optional.empty();
    }

    /** Sends an event to every member but its sender; empty when it is done, else why not. */
    Optional<Code> broadcast(Member sender, String event, JsonValue data) {
        return broadcast(sender.auth(), Optional.of(sender), event, data);
    }

    /** The same from a caller without a socket: it has no connection to be named by. */
    Optional<Code> broadcast(AuthData from, String event, JsonValue data) {
        return broadcast(from, Optional.empty(), event, data);
    }

    private Optional<Code> broadcast(AuthData from, Optional<Member> sender, String event, JsonValue data) {
        if (!rights(from).allows(Permission.BROADCAST_SEND)) {
            return Optional.of(Code.INSUFFICIENT_PERMISSION);
        }
        String text = data.toString();
        if (!MutationRegistry.isName(event) || Json.utf8Length(text) > MAX_BROADCAST) {
            return Optional.of(Code.INVALID_ARGUMENTS);
        }
        if (!isAllowed(from, event, data)) {
            return Optional.of(Code.INSUFFICIENT_PERMISSION);
        }
        String connection = sender.map(Member::connection).orElse("");
        String message = new Broadcast(event, text, connection, from.user().toString()).encode();
        members.stream()
                .filter(member -> sender.filter(member::equals).isEmpty())
                .forEach(member -> member.tell(message));
        return Optional.empty();
    }

    private boolean isAllowed(AuthData from, String event, JsonValue data) {
        try {
            return engine.broadcasts().allows(from, room, event, data);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The broadcast rule failed in room " + room, e);
            return false;
        }
    }

    private Rights rights(AuthData auth) {
        return engine.rights().rightsOf(auth, room);
    }
}
