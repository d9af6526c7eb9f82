package io.latchkey.rest;

import io.latchkey.access.PolicyException;
import io.latchkey.access.Scope;
import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent;
import io.latchkey.audit.AuditEvent.Kind;
import io.latchkey.config.Settings;
import io.latchkey.invalidation.Receipt;
import io.latchkey.invalidation.RoomGrants;
import io.latchkey.invalidation.RoomStatus;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import io.latchkey.room.Rooms;
import io.latchkey.store.RoomSummary;
import io.latchkey.store.Store;
import io.latchkey.store.StoredRoom.Status;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Describes, makes, closes and deletes a room, and says who has rights of its own there. */
@Path("rooms/{room}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RoomAdminResource {
    @Inject
    private Callers callers;

    @Inject
    private Rooms rooms;

    @Inject
    private Store store;

    @Inject
    private RoomStatus status;

    @Inject
    private RoomGrants grants;

    @Inject
    private Settings settings;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @PathParam("room")
    private String room;

    @GET
    public Response describe() {
        RoomId id = admin().room();
        return Response.ok(RoomsResource.describe(open(id), rooms.roster().size(id)))
                .build();
    }

    /** Makes the room, a deleted one too; nothing happens when it is there. */
    @PUT
    public Response create(InputStream body) throws IOException {
        Admin admin = admin();
        RoomId id = admin.room();
        JsonObject state = state(body);
        boolean made = rooms.create(id, NewState.checked(state));
        if (!made && !state.isEmpty()) {
            throw new RefusedRequest(Code.CONFLICT, "The room is there already, with a state of its own.");
        }
        if (made) {
            admin.note().accept(AuditEvent.of(Kind.ROOM_CHANGED).room(id).with("status", "created"));
        }
        return Response.status(made ? Response.Status.CREATED : Response.Status.OK)
                .entity(RoomsResource.describe(
                        store.summary(id).orElseThrow(), rooms.roster().size(id)))
                .build();
    }

    private JsonObject state(InputStream body) throws IOException {
        Optional<JsonObject> json = JsonBody.optional(body, settings.limits().message(), Set.of("state"));
        JsonValue state = json.map(object -> object.get("state")).orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (state instanceof JsonObject object) {
            return object;
        }
        throw new RefusedRequest(Code.INVALID_REQUEST, "state is an object of values by key.");
    }

    /** Final: joins get 410 until the room is made anew. */
    @DELETE
    public CompletionStage<Response> delete() {
        return change(Status.DELETED);
    }

    @POST
    @Path("close")
    public CompletionStage<Response> close() {
        return change(Status.CLOSED);
    }

    @POST
    @Path("open")
    public CompletionStage<Response> open() {
        return change(Status.OPEN);
    }

    private CompletionStage<Response> change(Status wanted) {
        Admin admin = admin();
        AuditEvent event = AuditEvent.of(Kind.ROOM_CHANGED)
                .room(admin.room())
                .with("status", wanted.name().toLowerCase(Locale.ROOT));
        return status.change(admin.room(), wanted).thenApplyAsync(receipt -> {
            Receipt given = receipt.orElseThrow(() -> missing(admin.room()));
            admin.note().accept(event.with("receipt", given.id()));
            return Receipts.answer(given);
        });
    }

    @GET
    @Path("grants")
    public Response grants() {
        RoomId id = admin().room();
        requireOpenOrNew(id);
        return Response.ok(new JsonLine()
                        .string("room", id.value())
                        .raw("grants", grants.of(id).toString())
                        .toString())
                .build();
    }

    @PUT
    @Path("grants")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> grant(InputStream body) throws IOException {
        Admin admin = admin();
        RoomId id = admin.room();
        JsonObject json = JsonBody.object(body, settings.limits().message(), Set.of("grants"));
        if (!(json.get("grants") instanceof JsonArray wanted)) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Send {\"grants\":[...]}.");
        }
        requireOpenOrNew(id);
        try {
            return grants.replace(id, wanted).thenApplyAsync(receipt -> {
                admin.note().accept(AuditEvent.of(Kind.GRANTS_CHANGED).room(id).with("receipt", receipt.id()));
                return Receipts.answer(receipt);
            });
        } catch (PolicyException e) {
            throw new RefusedRequest(Code.INVALID_REQUEST, e.getMessage() + ".");
        }
    }

    /** Whoever may change the room, and where it is noted. */
    private record Admin(RoomId room, Consumer<AuditEvent> note) {}

    private Admin admin() {
        RoomId id = RoomIds.parse(room);
        return new Admin(id, trail.writer(http, callers.requireScopeOrAdmin(http, Scope.ROOMS, id)));
    }

    private RoomSummary open(RoomId id) {
        return store.summary(id)
                .filter(summary -> summary.status() == Status.OPEN)
                .orElseThrow(() -> missing(id));
    }

    /** Grants may be there before their room is. */
    private void requireOpenOrNew(RoomId id) {
        if (store.summary(id).isPresent()) {
            open(id);
        }
    }

    private RefusedRequest missing(RoomId id) {
        return new RefusedRequest(store.summary(id).isPresent() ? Code.ROOM_CLOSED : Code.ROOM_NOT_FOUND);
    }
}
