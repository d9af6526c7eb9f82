package io.latchkey.invalidation;

import io.latchkey.api.RoomId;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.room.Rooms;
import io.latchkey.store.ControlEntry;
import io.latchkey.store.Store;
import io.latchkey.store.StoredRoom.Status;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Opens, closes and deletes rooms, on every node. For use by many threads. */
public final class RoomStatus {
    private static final String KIND = "room";

    private final ControlFeed feed;
    private final Store store;

    public RoomStatus(ControlFeed feed, Store store, Rooms rooms) {
        this.feed = feed;
        this.store = store;
        feed.register(KIND, new ControlFeed.Consumer() {
            /** The room is loaded as the database has it. */
            @Override
            public void restore(ControlEntry entry) {}

            @Override
            public CompletableFuture<Effect> apply(ControlEntry entry) {
                RoomId room = new RoomId(entry.body());
                int members = rooms.roster().size(room);
                rooms.close(room);
                return CompletableFuture.completedFuture(new Effect(members, members, Map.of()));
            }
        });
    }

    /** Changes it; empty when there is no such room, or it is deleted. */
    public CompletableFuture<Optional<Receipt>> change(RoomId room, Status status) {
        return feed.submit(() -> store.changeStatus(room, status, KIND, room.value()))
                .thenCompose(applied -> applied.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : applied.get().effect().thenApply(effect ->
                                Optional.of(Receipt.of(applied.get().entry(), effect))));
    }
}
