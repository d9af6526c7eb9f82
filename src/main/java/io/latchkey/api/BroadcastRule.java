package io.latchkey.api;

import jakarta.json.JsonValue;

/**
 * An optional CDI bean that decides, beside the permission {@code broadcast:send}, which events members may send to one
 * another. Called on the room's task, so it must return at once; what it throws refuses the event and is logged.
 */
@FunctionalInterface
public interface BroadcastRule {
    boolean allows(AuthData from, RoomId room, String event, JsonValue data);
}
