package io.latchkey.room;

import io.latchkey.api.RoomId;

/** What one room tells the {@link Observers} of its members. */
record RoomEvents(RoomId room, Observers observers) {
    void joined(String connection, String user) {
        observers.joined(room, connection, user);
    }

    void left(String connection, String user) {
        observers.left(room, connection, user);
    }
}
