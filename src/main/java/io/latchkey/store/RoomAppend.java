package io.latchkey.store;

import io.latchkey.api.RoomId;

/**
 * What one room wants to append.
 *
 * @param position the log position that the room must be at
 * @param version the version that the room has afterwards; the same as before when the record holds rejections only
 * @param mutations how many outcomes the body holds, to bound a group
 * @param body the log record; the store does not look into it
 */
public record RoomAppend(RoomId room, String epoch, long position, long version, int mutations, String body) {
    /** The position of the record once it is appended. */
    public long next() {
        return position + 1;
    }
}
