package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.audit.AuditEvent;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.token.ListedKey;
import io.latchkey.token.Operator;
import io.latchkey.token.SigningKeys;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The keys that room tokens are signed with: which there are and what still uses them, and a new one. */
@Path("signing-keys")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SigningKeysResource {
    @Inject
    private Callers callers;

    @Inject
    private SigningKeys keys;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @GET
    public Response list() {
        callers.require(http, Scope.KEYS);
        return answer();
    }

    @POST
    @Path("rotate")
    public Response rotate() {
        Operator operator = callers.require(http, Scope.KEYS);
        if (!keys.rotate()) {
            throw new RefusedRequest(
                    Code.CONFLICT,
                    "The keys come from a file or setting: put a new one first there, and start the server again.");
        }
        trail.write(http, operator, AuditEvent.of(AuditEvent.Kind.KEYS_ROTATED));
        return answer();
    }

    private Response answer() {
        JsonArrayBuilder items = Json.array();
        keys.list().forEach(key -> items.add(describe(key)));
        return Response.ok(Json.object().add("items", items).build().toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static JsonObject describe(ListedKey key) {
        JsonObjectBuilder json = Json.object()
                .add("kid", key.kid())
                .add("algorithm", key.algorithm())
                .add("status", key.signs() ? "signing" : "verifying")
                .add("unexpiredTokens", key.unexpired());
        key.created().ifPresent(time -> json.add("createdAt", time.toString()));
        key.retired().ifPresent(time -> json.add("retiredAt", time.toString()));
        return json.build();
    }
}
