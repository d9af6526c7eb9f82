package io.latchkey.store;

import io.latchkey.api.RoomId;
import io.latchkey.store.StoredRoom.Status;

/** A room as a list shows it. */
public record RoomSummary(RoomId room, String epoch, Status status, long version) {}
