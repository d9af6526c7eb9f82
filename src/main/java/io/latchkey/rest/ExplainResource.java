package io.latchkey.rest;

import io.latchkey.access.GrantReader;
import io.latchkey.access.Rights;
import io.latchkey.access.RightsSource;
import io.latchkey.access.Scope;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings;
import io.latchkey.mutation.MutationRegistry;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Refused;
import io.latchkey.token.Verdict;
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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whether somebody may do something in a room, and by which rule: what enforces is asked, and nothing like it. */
@Path("authz/explain")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExplainResource {
    private static final Set<String> MEMBERS = Set.of("user", "groups", "token", "room", "action");
    private static final String MUTATE = "mutate:";

    @Inject
    private Callers callers;

    @Inject
    private Authenticator authenticator;

    @Inject
    private RightsSource rights;

    @Inject
    private MutationRegistry mutations;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest http;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response explain(InputStream body) throws IOException {
        callers.require(http, Scope.TOKENS);
        JsonObject json = JsonBody.object(body, settings.limits().message(), MEMBERS);
        RoomId room = RoomIds.parse(JsonBody.string(json, "room").orElse(""));
        Permission action = JsonBody.string(json, "action")
                .flatMap(Permission::parse)
                .orElseThrow(() -> refuse("action must be a permission such as room:read or mutate:set."));
        Verdict verdict = verdict(json, room);
        if (verdict instanceof Verdict.Unavailable) {
            throw new RefusedRequest(Code.AUTH_UNAVAILABLE);
        }
        JsonLine line = new JsonLine().string("room", room.value()).string("action", action.name());
        return Response.ok(
                        verdict instanceof Verdict.Authenticated known
                                ? decided(line, known.auth(), room, action)
                                : refused(line, ((Refused) verdict).code()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** As at a connect: of a token, or of the container's caller through the policy. */
    private Verdict verdict(JsonObject json, RoomId room) {
        Optional<String> token = JsonBody.string(json, "token");
        Optional<String> user = JsonBody.string(json, "user");
        if (token.isPresent() == user.isPresent() || token.isPresent() && json.containsKey("groups")) {
            throw refuse("Name either a token, or a user and its groups.");
        }
        Set<String> groups = new HashSet<>(JsonBody.strings(json, "groups"));
        return token.isPresent()
                ? callers.await(authenticator.authenticate(new Credential(Kind.MESSAGE, token.get()), room))
                : authenticator.authenticate(new Caller(user.orElseThrow(), groups, "explain"), room);
    }

    private String decided(JsonLine line, AuthData auth, RoomId room, Permission action) {
        Rights now = rights.rightsOf(auth, room);
        Optional<Grant> rule = action.isMutate() ? deciding(now, action) : now.deciding(action);
        line.string("user", auth.userId())
                .string("source", auth.source().toString())
                .string("access", now.access().toString())
                .array(
                        "permissions",
                        now.permissions().stream()
                                .map(permission -> Json.quote(permission.name()))
                                .toList());
        return rule.map(grant -> line.raw("allowed", "true")
                        .raw("rule", GrantReader.write(grant).toString())
                        .toString())
                .orElseGet(() -> refused(line, Code.INSUFFICIENT_PERMISSION));
    }

    private Optional<Grant> deciding(Rights now, Permission action) {
        String name = action.name().substring(MUTATE.length());
        return now.decidingMutation(name, mutations.isBuiltIn(name));
    }

    private static String refused(JsonLine line, Code code) {
        return line.raw("allowed", "false").string("code", code.toString()).toString();
    }

    private static RefusedRequest refuse(String detail) {
        return new RefusedRequest(Code.INVALID_REQUEST, detail);
    }
}
