package io.latchkey.socket;

import io.latchkey.api.Caller;
import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.RoomId;
import io.latchkey.room.EntryRequest.Since;
import io.latchkey.token.Credential;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake asks for, read once from the raw request.
 *
 * @param browser whether it has an {@code Origin}: a browser can't read a failed upgrade, so it is told on the socket
 * @param speaksLatchkey whether {@code latchkey.v1} was offered, or no subprotocol at all
 * @param caller whom the container knows: counts only where no credential was sent on purpose
 * @param address the client's
 * @param info what an application's hooks may know of it
 */
record Handshake(
        RoomId room,
        Optional<String> client,
        Optional<Since> since,
        boolean browser,
        boolean speaksLatchkey,
        List<Credential> credentials,
        Optional<Caller> caller,
        String address,
        HandshakeInfo info) {

    /** The same without the credentials, for when they were looked at: the socket may stay for hours. */
    Handshake spent() {
        return credentials.isEmpty() && caller.isEmpty()
                ? this
                : new Handshake(
                        room, client, since, browser, speaksLatchkey, List.of(), Optional.empty(), address, info);
    }
}
