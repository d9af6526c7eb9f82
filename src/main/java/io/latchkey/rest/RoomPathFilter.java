package io.latchkey.rest;

import io.latchkey.protocol.Code;
import io.latchkey.protocol.RoomPath;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/** Judges the room id in the raw path, before JAX-RS decodes it and cuts matrix parameters off. */
@Provider
@PreMatching
public class RoomPathFilter implements ContainerRequestFilter {
    private static final String ROOMS = "/rooms/";

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getRequestUri().getRawPath();
        int base = request.getUriInfo().getBaseUri().getRawPath().length() - 1;
        if (path.length() > base && path.startsWith(ROOMS, base)) {
            String below = path.substring(base + ROOMS.length());
            int slash = below.indexOf('/');
            String segment = slash < 0 ? below : below.substring(0, slash);
            if (RoomPath.parse(segment).isEmpty()) {
                throw new RefusedRequest(Code.INVALID_ROOM);
            }
        }
    }
}
