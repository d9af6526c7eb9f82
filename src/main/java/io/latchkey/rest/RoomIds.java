package io.latchkey.rest;

import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import org.jspecify.annotations.Nullable;

/** The room that a request names. */
final class RoomIds {
    private RoomIds() {}

    /** @throws RefusedRequest with {@code invalid_room} */
    static RoomId parse(@Nullable String text) {
        return RoomId.parse(text == null ? "" : text).orElseThrow(() -> new RefusedRequest(Code.INVALID_ROOM));
    }
}
