package io.latchkey.rest;

import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Scope;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.ControlFeed;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import io.latchkey.room.Rooms;
import io.latchkey.room.Roster;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who is connected, with what rights and why, since when and from where. */
@Path("connections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {
    @Inject
    private Callers callers;

    @Inject
    private Rooms rooms;

    @Inject
    private Invalidations invalidations;

    @Inject
    private ControlFeed feed;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @GET
    public Response list(
            @QueryParam("room") @Nullable String room,
            @QueryParam("user") @Nullable String user,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Optional<RoomId> id = Optional.ofNullable(room).map(RoomIds::parse);
        callers.require(http, Scope.CONNECTIONS, id);
        Page page = Page.of(limit, after);
        List<Roster.Entry> found = rooms.roster().list(id, Optional.ofNullable(user), page.after(), page.wanted());
        return Response.ok(page.answer(found, Roster.Entry::connection, this::describe))
                .build();
    }

    private String describe(Roster.Entry entry) {
        return new JsonLine()
                .string("id", entry.connection())
                .string("room", entry.room().value())
                .string("user", entry.auth().userId())
                .string("access", entry.rights().access().toString())
                .array(
                        "permissions",
                        entry.rights().permissions().stream()
                                .map(Permission::name)
                                .map(Json::quote)
                                .toList())
                .string("source", entry.auth().source().toString())
                .string("session", entry.auth().session())
                .string("token", entry.auth().tokenId())
                .string("expiresAt", entry.auth().expiresAt().toString())
                .string("since", entry.since().toString())
                .string("address", entry.address())
                .string("node", feed.node())
                .toString();
    }

    /** As mode {@code disconnect}; what comes back with the same token is refused. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Response> disconnect(@PathParam("id") String id) {
        Optional<Roster.Entry> entry = rooms.roster().find(id);
        Operator operator = callers.require(http, Scope.CONNECTIONS, entry.map(Roster.Entry::room));
        Invalidation invalidation = Invalidation.of(Target.ofConnection(id), Mode.DISCONNECT, operator.userId());
        return Receipts.answer(invalidations.invalidate(invalidation, trail.noting(http, operator, invalidation)));
    }
}
