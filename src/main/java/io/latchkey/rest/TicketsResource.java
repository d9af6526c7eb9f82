package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.api.TokenRequest;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import io.latchkey.token.Operator;
import io.latchkey.token.Provisioning;
import io.latchkey.token.Tickets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tickets for a room: for whoever may enter it, or by a backend for one of its users. */
@Path("tickets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {
    private static final Set<String> MEMBERS = Set.of("room", "user", "permission");

    @Inject
    private Callers callers;

    @Inject
    private Provisioning provisioning;

    @Inject
    private Tickets tickets;

    @Inject
    private Trail trail;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest http;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response buy(InputStream body) throws IOException {
        Optional<Operator> operator = callers.identify(http);
        JsonObject json = JsonBody.object(body, settings.limits().message(), MEMBERS);
        RoomId room = JsonBody.string(json, "room")
                .flatMap(RoomId::parse)
                .orElseThrow(() -> new RefusedRequest(
                        json.containsKey("room") ? Code.INVALID_ROOM : Code.INVALID_REQUEST, "Name the room."));
        boolean forAnother = json.containsKey("user") || json.containsKey("permission");
        boolean byKey = operator.filter(Operator::isKey).isPresent();
        AuthData auth = forAnother || byKey ? provisioned(json, room) : callers.inRoom(http, room);
        Tickets.Ticket ticket = tickets.issue(auth, room);
        trail.sold(http, auth, room);
        return Response.status(Response.Status.CREATED)
                .entity(describe(ticket))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private AuthData provisioned(JsonObject json, RoomId room) {
        Operator operator = callers.require(http, Scope.PROVISION);
        TokenRequest request = ProvisionBody.user(json, List.of(ProvisionBody.grant(RoomPattern.of(room), json)));
        return Callers.authenticated(provisioning.authenticate(request, operator.ceiling()));
    }

    private static String describe(Tickets.Ticket ticket) {
        JsonLine line = new JsonLine()
                .string("ticket", ticket.ticket())
                .string("room", ticket.room().value())
                .string("expiresAt", ticket.expiresAt().toString());
        if (ticket.uses().isPresent()) {
            return line.number("uses", ticket.uses().getAsInt()).toString();
        }
        return line.string("uses", "unlimited").toString();
    }
}
