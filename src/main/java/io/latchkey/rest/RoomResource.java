package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.mutation.MutationCall;
import io.latchkey.protocol.ClientIds;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.room.Room;
import io.latchkey.room.Rooms;
import io.latchkey.room.Submission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A room's state, and mutations of it for callers without a socket: the same queue, interceptor and outcomes. */
@Path("rooms/{room}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RoomResource {
    private static final int MAX_BODY = 1024 * 1024;
    private static final int MAX_CALLS = 256;

    @Inject
    private Callers callers;

    @Inject
    private Rooms rooms;

    @Context
    private HttpServletRequest http;

    @PathParam("room")
    private String room;

    @GET
    @Path("state")
    public CompletionStage<Response> state() {
        RoomId id = room();
        Optional<String> known = Optional.ofNullable(http.getHeader(HttpHeaders.IF_NONE_MATCH));
        return rooms.read(id, callers.member(http, id)).thenApply(snapshot -> state(id, snapshot, known));
    }

    private static Response state(RoomId id, Room.Snapshot snapshot, Optional<String> known) {
        String tag = "\"" + snapshot.epoch() + "." + snapshot.version() + "\"";
        boolean unchanged = known.filter(tags -> tags.contains(tag)).isPresent();
        Response.ResponseBuilder response = unchanged ? Response.notModified() : Response.ok(describe(id, snapshot));
        return response.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    private static String describe(RoomId id, Room.Snapshot snapshot) {
        JsonLine state = new JsonLine();
        snapshot.state().forEach(state::member);
        return new JsonLine()
                .string("room", id.value())
                .string("epoch", snapshot.epoch())
                .number("version", snapshot.version())
                .raw("state", state.toString())
                .toString();
    }

    @POST
    @Path("mutations")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> mutate(InputStream body) throws IOException {
        RoomId id = room();
        AuthData auth = callers.member(http, id);
        JsonValue json = JsonBody.read(body, MAX_BODY);
        List<JsonValue> calls = json instanceof JsonArray array ? array : List.of(json);
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Send 1 to " + MAX_CALLS + " mutations.");
        }
        List<Submission> submissions =
                calls.stream().map(call -> submission(id, auth, call)).toList();
        return rooms.mutate(id, auth, submissions).thenApply(results -> {
            List<String> bodies = results.stream().map(Result::body).toList();
            String all = json instanceof JsonArray ? "[" + String.join(",", bodies) + "]" : bodies.get(0);
            return Response.ok(all).build();
        });
    }

    @POST
    @Path("new-epoch")
    public CompletionStage<Response> newEpoch() {
        RoomId id = room();
        return rooms.newEpoch(
                        id, callers.requireScopeOrAdmin(http, Scope.ROOMS, id).auth())
                .thenApply(epoch -> Response.ok(new JsonLine()
                                .string("room", id.value())
                                .string("epoch", epoch)
                                .toString())
                        .build());
    }

    private static Submission submission(RoomId id, AuthData auth, JsonValue json) {
        Optional<Submission.Numbered> numbered = numbered(json);
        JsonObject object = json.asJsonObject();
        String name = JsonBody.string(object, "name").orElse("");
        JsonValue args = object.getOrDefault("args", JsonValue.EMPTY_JSON_OBJECT);
        return new Submission(new MutationCall(id, () -> auth, name, args), numbered);
    }

    private static Optional<Submission.Numbered> numbered(JsonValue json) {
        if (!(json instanceof JsonObject object)
                || JsonBody.string(object, "name").isEmpty()) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "A mutation is an object with a name.");
        }
        Optional<String> client = JsonBody.string(object, "client");
        if (client.isPresent() != object.containsKey("id")) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "client and id come together.");
        }
        return client.map(name -> new Submission.Numbered(name, id(name, object)));
    }

    private static long id(String client, JsonObject object) {
        OptionalLong id = ClientIds.mutation(object.get("id"));
        if (id.isEmpty() || !ClientIds.CLIENT.matcher(client).matches()) {
            throw new RefusedRequest(
                    Code.INVALID_REQUEST, "client is 8-64 of A-Z a-z 0-9 _ -, and id an integer from 1 to 2^53-1.");
        }
        return id.getAsLong();
    }

    private RoomId room() {
        return RoomIds.parse(room);
    }
}
