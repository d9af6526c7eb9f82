package io.latchkey.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an application's hook may know of the request that brought a credential. Immutable.
 *
 * @param room empty where the credential is looked at for no room, as in an introspection
 * @param address the client's, as {@code latchkey.trusted-proxies} allows to know it; may be empty
 * @param headers by lower-case name; without those that hold credentials ({@code Authorization}, {@code Cookie},
 *     {@code Sec-WebSocket-Protocol}, ...) and those that only serve the handshake itself
 */
public record HandshakeInfo(Optional<RoomId> room, String address, Map<String, List<String>> headers) {
    /** No request at all. */
    public static final HandshakeInfo NONE = new HandshakeInfo(Optional.empty(), "", Map.of());

    private static final Set<String> LEFT_OUT = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "connection",
            "upgrade",
            "pragma",
            "cache-control",
            "accept-encoding");
    private static final String HANDSHAKE = "sec-"; // one of them may hold a token

    public HandshakeInfo {
        Map<String, List<String>> kept = new TreeMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!LEFT_OUT.contains(lower) && !lower.startsWith(HANDSHAKE)) {
                kept.put(lower, List.copyOf(values));
            }
        });
        headers = Map.copyOf(kept);
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }
}
