package io.latchkey.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;

/**
 * An optional CDI bean that hears what happens to rooms, after it has happened; there may be several. All methods are
 * called on one thread of the observer's own, one call at a time and in the order of the events of a room, without a
 * request context. The room never waits: an observer that is slow hears late, one that hangs holds up nobody but
 * itself, and events beyond 10,000 that wait for it are lost, with a warning in the log. What it throws is logged and
 * has no other effect. Events are those of this node, at most once each: none is told again after a restart.
 */
public interface RoomObserver {
    /**
     * A room was created, by a join or by an administrator.
     *
     * @param state what it begins with, by key; empty for one that was made by a join
     */
    default void created(RoomId room, Map<String, JsonValue> state) {}

    /**
     * A member is there who was not. The same client back within 25 seconds has neither left nor joined.
     *
     * @param connection names the member in presence and broadcasts
     * @param user the public face with its {@code id}
     */
    default void joined(RoomId room, String connection, JsonObject user) {}

    /** A member is gone: its connection ended and its client did not come back within 25 seconds, or was sent away. */
    default void left(RoomId room, String connection, JsonObject user) {}

    /** A room was closed: nobody can join until it is opened. */
    default void closed(RoomId room) {}

    /** A room was deleted with its state. */
    default void deleted(RoomId room) {}
}
