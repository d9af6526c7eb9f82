package io.latchkey.room;

import io.latchkey.protocol.Code;

/** What became of an {@link EntryRequest}. */
public sealed interface EntryResult {
    /** The connection is a member; its first frame is on the way. */
    record Entered(Room room, Member member) implements EntryResult {}

    record Refused(Code code) implements EntryResult {}
}
