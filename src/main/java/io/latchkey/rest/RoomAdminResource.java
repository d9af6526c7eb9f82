package io.latchkey.rest;

import io.latchkey.access.PolicyException;
import io.latchkey.access.Scope;
import io.latchkey.api.RoomId;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

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

    @Context
    private HttpServletRequest http;

    @PathParam("room")
    private String room;

    @GET
    public Response describe() {
        RoomId id = authorized();
        return Response.ok(RoomsResource.describe(open(id), rooms.roster().size(id)))
                .build();
    }

    /** Makes the room, a deleted one too; nothing happens when it is there. */
    @PUT
    public Response create(InputStream body) throws IOException {
        RoomId id = authorized();
        JsonObject state = state(body);
        boolean made = rooms.create(id, NewState.checked(state));
        if (!made && !state.isEmpty()) {
            throw new RefusedRequest(Code.CONFLICT, "The room is there already, with a state of its own.");
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
        RoomId id = authorized();
        return status.change(id, wanted)
                .thenApply(receipt -> receipt.map(Receipts::answer).orElseThrow(() -> missing(id)));
    }

    @GET
    @Path("grants")
    public Response grants() {
        RoomId id = authorized();
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
        RoomId id = authorized();
        JsonObject json = JsonBody.object(body, settings.limits().message(), Set.of("grants"));
        if (!(json.get("grants") instanceof JsonArray wanted)) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Send {\"grants\":[...]}.");
        }
        requireOpenOrNew(id);
        try {
            return grants.replace(id, wanted).<Response>thenApply((Receipt receipt) -> Receipts.answer(receipt));
        } catch (PolicyException e) {
            throw new RefusedRequest(Code.INVALID_REQUEST, e.getMessage() + ".");
        }
    }

    private RoomId authorized() {
        RoomId id = RoomId.parse(room).orElseThrow(() -> new RefusedRequest(Code.INVALID_ROOM));
        callers.requireScopeOrAdmin(http, Scope.ROOMS, id);
        return id;
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
