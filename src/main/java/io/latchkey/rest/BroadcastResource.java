package io.latchkey.rest;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.room.Rooms;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/** Events to everybody in a room from a caller without a socket, by the rules of those from a member. */
@Path("rooms/{room}/broadcasts")
@RequestScoped
public class BroadcastResource {
    @Inject
    private Callers callers;

    @Inject
    private Rooms rooms;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest http;

    @PathParam("room")
    private String room;

    /** 204 once it is on its way to the members of now; nobody else ever hears of it. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> broadcast(InputStream body) throws IOException {
        RoomId id = RoomIds.parse(room);
        AuthData auth = callers.member(http, id);
        if (!(JsonBody.read(body, settings.limits().message()) instanceof JsonObject json)) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "The body must be a JSON object.");
        }
        String event = JsonBody.string(json, "event").orElse("");
        JsonValue data = json.getOrDefault("data", JsonValue.NULL);
        return rooms.broadcast(id, auth, event, data).thenApply(refusal -> {
            refusal.ifPresent(BroadcastResource::refuse);
            return Response.noContent().build();
        });
    }

    private static void refuse(Code code) {
        throw code == Code.INVALID_ARGUMENTS
                ? new RefusedRequest(
                        Code.INVALID_REQUEST,
                        "An event has 1-64 of A-Z a-z 0-9 . _ - for a name and at most 16 KB of data.")
                : new RefusedRequest(code);
    }
}
