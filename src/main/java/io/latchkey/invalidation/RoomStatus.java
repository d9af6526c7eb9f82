package io.latchkey.invalidation;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.Json;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.room.Rooms;
import io.latchkey.store.ControlEntry;
import io.latchkey.store.Store;
import io.latchkey.store.StoredRoom.Status;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Opens, closes and deletes rooms, on every node. For use by many threads. */
public final class RoomStatus {
    private static final String KIND = "room";

    private final ControlFeed feed;
    private final Store store;
    private final RoomGrants grants;
    private final Rooms rooms;

    public RoomStatus(ControlFeed feed, Store store, RoomGrants grants, Rooms rooms) {
        this.feed = feed;
        this.store = store;
        this.grants = grants;
        this.rooms = rooms;
        feed.register(KIND, new ControlFeed.Consumer() {
            /** The room itself is loaded as the database has it. */
            @Override
            public void restore(ControlEntry entry) {
                take(entry);
            }

            @Override
            public CompletableFuture<Effect> apply(ControlEntry entry) {
                RoomId room = take(entry);
                int members = rooms.roster().size(room);
                return rooms.close(room).thenApply(closed -> new Effect(members, members, Map.of()));
            }
        });
    }

    private RoomId take(ControlEntry entry) {
        JsonObject json = Json.trusted(entry.body()).asJsonObject();
        RoomId room = new RoomId(json.getString("room"));
        if (Status.valueOf(json.getString("status")) == Status.DELETED) {
            grants.forget(room);
        }
        return room;
    }

    /** Changes it; empty when there is no such room, or it is deleted. */
    public CompletableFuture<Optional<Receipt>> change(RoomId room, Status status) {
        String body = Json.object()
                .add("room", room.value())
                .add("status", status.name())
                .build()
                .toString();
        return feed.submit(() -> store.changeStatus(room, status, KIND, body)).thenApply(receipt -> {
            receipt.ifPresent(done -> rooms.tellObservers(room, status));
            return receipt;
        });
    }
}
