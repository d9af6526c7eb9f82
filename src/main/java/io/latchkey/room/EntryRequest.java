package io.latchkey.room;

import io.latchkey.api.AuthData;
import java.util.Optional;

/**
 * An authenticated connection that wants to join.
 *
 * @param address the client's, for administrators
 * @param client the client id; the room makes one up when it is missing
 * @param since what the client has already; the full state when it is missing or of no use
 */
public record EntryRequest(Peer peer, String address, AuthData auth, Optional<String> client, Optional<Since> since) {
    /** A version of a room that a client has. */
    public record Since(String epoch, long version) {}
}
