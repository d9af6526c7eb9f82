package io.latchkey.rest;

import io.latchkey.access.ClientAddress;
import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.RoomId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an application's hooks may know of a request here: the same as of a handshake. */
@ApplicationScoped
public class RequestInfo {
    @Inject
    private ClientAddress addresses;

    HandshakeInfo of(HttpServletRequest request, Optional<RoomId> room) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new HandshakeInfo(room, addresses.of(request.getRemoteAddr(), request::getHeaders), headers);
    }
}
