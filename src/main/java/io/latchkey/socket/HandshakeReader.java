package io.latchkey.socket;

import io.latchkey.access.ClientAddress;
import io.latchkey.api.Caller;
import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.ClientIds;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.protocol.RoomPath;
import io.latchkey.room.EntryRequest.Since;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link Handshake} from the raw request line and headers; refuses what is not written as one. */
final class HandshakeReader {
    static final String SUBPROTOCOL = "latchkey.v1";
    static final String TOKEN_SUBPROTOCOL = "latchkey.token.";
    static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";

    private static final String PREFIX = "/rooms/";
    private static final Pattern SINCE = Pattern.compile("([A-Za-z0-9_-]{1,64})\\.(0|[1-9][0-9]{0,17})");
    /** RFC 3986 section 3.4. Tyrus can't open a session whose query has other characters. */
    private static final Pattern QUERY = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+");

    private final ClientAddress addresses;
    private final boolean queryToken;

    /** @param queryToken whether {@code ?token=} is looked at */
    HandshakeReader(ClientAddress addresses, boolean queryToken) {
        this.addresses = addresses;
        this.queryToken = queryToken;
    }

    /** Whether the request is a WebSocket upgrade (RFC 6455 section 4.1), wherever it goes. */
    static boolean isUpgrade(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    /** Whether the raw path is one below {@code /rooms/}. */
    static boolean isRoomPath(HttpServletRequest request) {
        return rawPath(request).startsWith(PREFIX);
    }

    /** @throws ProtocolException with {@code not_found}, {@code invalid_room} or {@code invalid_request} */
    Handshake read(HttpServletRequest request) throws ProtocolException {
        if (!isRoomPath(request)) {
            throw new ProtocolException(Code.NOT_FOUND, "rooms are under " + PREFIX);
        }
        RoomId room = RoomPath.parse(rawPath(request).substring(PREFIX.length()))
                .orElseThrow(() -> new ProtocolException(Code.INVALID_ROOM, Code.INVALID_ROOM.message()));
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        if (!QUERY.matcher(query).matches()) {
            throw new ProtocolException(Code.INVALID_REQUEST, "the query has characters that must be escaped");
        }
        List<String> offered = offered(request);
        HandshakeInfo info = info(request, room);
        List<Credential> credentials = credentials(request, query, offered).stream()
                .map(credential -> credential.from(info))
                .toList();
        return new Handshake(
                room,
                matched(query, "client", ClientIds.CLIENT).map(Matcher::group),
                matched(query, "since", SINCE).map(m -> new Since(m.group(1), Long.parseLong(m.group(2)))),
                request.getHeader("Origin") != null,
                offered.isEmpty() || offered.contains(SUBPROTOCOL),
                credentials,
                credentials.isEmpty() ? caller(request) : Optional.empty(),
                info.address(),
                info);
    }

    private HandshakeInfo info(HttpServletRequest request, RoomId room) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new HandshakeInfo(Optional.of(room), address(addresses, request), headers);
    }

    private static Optional<Caller> caller(HttpServletRequest request) throws ProtocolException {
        try {
            return Caller.of(request.getAttribute(Caller.ATTRIBUTE));
        } catch (Caller.UnavailableException e) {
            throw new ProtocolException(Code.AUTH_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    static String address(ClientAddress addresses, HttpServletRequest request) {
        return addresses.of(request.getRemoteAddr(), request::getHeaders);
    }

    /** WildFly, Open Liberty and Tomcat leave the query in the request URI of an upgrade. */
    private static String rawPath(HttpServletRequest request) {
        String uri = request.getRequestURI().substring(request.getContextPath().length());
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static Optional<Matcher> matched(String query, String name, Pattern form) throws ProtocolException {
        Optional<Matcher> found = Optional.empty();
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith(name + "=")) {
                Matcher matcher = form.matcher(parameter.substring(name.length() + 1));
                if (!matcher.matches() || found.isPresent()) {
                    throw new ProtocolException(Code.INVALID_REQUEST, name + " is not written as one");
                }
                found = Optional.of(matcher);
            }
        }
        return found;
    }

    /** Some servers give one comma-joined header, some several (RFC 6455 section 11.3.4 allows both). */
    static List<String> offered(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(SUBPROTOCOLS));
        List<String> offered = new ArrayList<>();
        for (String name : String.join(",", headers).split(",", -1)) {
            if (!name.isBlank()) {
                offered.add(name.strip());
            }
        }
        return offered;
    }

    private List<Credential> credentials(HttpServletRequest request, String query, List<String> offered)
            throws ProtocolException {
        List<Credential> credentials = new ArrayList<>();
        List<String> parameters = List.of(query.split("&", -1));
        addOne(credentials, Kind.TICKET, parameters, "ticket=");
        if (queryToken) {
            addOne(credentials, Kind.QUERY, parameters, "token=");
        }
        addOne(credentials, Kind.SUBPROTOCOL, offered, TOKEN_SUBPROTOCOL);
        Credential.bearer(request.getHeader("Authorization"))
                .ifPresent(text -> credentials.add(new Credential(Kind.AUTHORIZATION, text)));
        return credentials;
    }

    private static void addOne(List<Credential> credentials, Kind kind, List<String> names, String prefix)
            throws ProtocolException {
        List<String> found =
                names.stream().filter(name -> name.startsWith(prefix)).toList();
        if (found.size() > 1) {
            throw new ProtocolException(Code.CREDENTIALS_BAD_FORMAT, "several credentials of one kind");
        }
        found.forEach(name -> credentials.add(new Credential(kind, name.substring(prefix.length()))));
    }

    /** Whether there is a credential at all, good or not. */
    static boolean presentsCredential(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        return request.getHeader("Authorization") != null
                || offered(request).stream().anyMatch(name -> name.startsWith(TOKEN_SUBPROTOCOL))
                || ("&" + query).contains("&ticket=");
    }
}
