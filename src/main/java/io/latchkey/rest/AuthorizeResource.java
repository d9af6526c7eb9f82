package io.latchkey.rest;

import io.latchkey.access.RightsSource;
import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.token.CallerTokens;
import io.latchkey.token.CallerTokens.RoomToken;
import io.latchkey.token.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Room tokens for the caller whom Jakarta Security knows: the first file on the path of a mutation. */
@Path("authorize")
@RequestScoped
public class AuthorizeResource {
    private static final Set<String> MEMBERS = Set.of("room", "rooms", "ttl");

    @Inject
    private Callers callers;

    @Inject
    private CallerTokens tokens;

    @Inject
    private RightsSource rights;

    @Inject
    private Trail trail;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Context
    private HttpServletRequest http;

    @Context
    private Request request;

    @GET
    public Response authorize(@QueryParam("room") String room) {
        if (room == null) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Name the room: ?room=<room id>.");
        }
        return issue(callers.login(http), List.of(RoomIds.parse(room)), Optional.empty());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response authorize(InputStream body) throws IOException {
        Callers.Login login = callers.login(http);
        JsonObject json = JsonBody.object(body, settings.limits().message(), MEMBERS);
        return issue(login, rooms(json), JsonBody.seconds(json, "ttl"));
    }

    private Response issue(Callers.Login login, List<RoomId> rooms, Optional<Duration> ttl) {
        login.token().ifPresent(token -> requireGood(token, rooms));
        Optional<Instant> end = login.token().map(AuthData::expiresAt);
        CallerTokens.Result result = tokens.issue(login.caller(), rooms, bounded(ttl, end));
        if (result instanceof Refused refused) {
            throw callers.refused(refused, http);
        }
        RoomToken token = (RoomToken) result;
        trail.issued(http, token);
        boolean json = prefersJson();
        return Response.ok(json ? TokenAnswer.describe(token) : token.token())
                .type(json ? MediaType.APPLICATION_JSON_TYPE : MediaType.TEXT_PLAIN_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Accept")
                .build();
    }

    /** A token that was invalidated for a room buys no new one for it. */
    private void requireGood(AuthData token, List<RoomId> rooms) {
        for (RoomId room : rooms) {
            rights.endOf(token, room).ifPresent(code -> {
                throw new RefusedRequest(code);
            });
        }
    }

    /** What is bought with a token does not outlive it. */
    private Optional<Duration> bounded(Optional<Duration> ttl, Optional<Instant> end) {
        if (end.isEmpty()) {
            return ttl;
        }
        Duration left = Duration.between(clock.instant(), end.get());
        if (left.toSeconds() < 1) {
            throw new RefusedRequest(Code.TOKEN_EXPIRED);
        }
        Duration asked = ttl.orElse(settings.token().ttl());
        return Optional.of(asked.compareTo(left) > 0 ? left : asked);
    }

    private boolean prefersJson() {
        List<Variant> variants = Variant.mediaTypes(MediaType.TEXT_PLAIN_TYPE, MediaType.APPLICATION_JSON_TYPE)
                .build();
        Variant chosen = request.selectVariant(variants);
        return chosen != null && MediaType.APPLICATION_JSON_TYPE.isCompatible(chosen.getMediaType());
    }

    private static List<RoomId> rooms(JsonObject json) {
        if (json.containsKey("room") == json.containsKey("rooms")) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Name either room or rooms.");
        }
        if (json.containsKey("room")) {
            return List.of(RoomIds.parse(JsonBody.string(json, "room").orElseThrow()));
        }
        if (!(json.get("rooms") instanceof JsonArray array) || array.isEmpty()) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "rooms must be an array with at least one room id.");
        }
        List<RoomId> rooms = new ArrayList<>();
        for (JsonValue element : array) {
            rooms.add(RoomIds.parse(element instanceof JsonString string ? string.getString() : ""));
        }
        return rooms;
    }
}
