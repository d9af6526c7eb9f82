package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.audit.AuditEvent;
import io.latchkey.audit.AuditEvent.Kind;
import io.latchkey.config.Settings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.ApiKey;
import io.latchkey.token.ApiKeys;
import io.latchkey.token.KeyTerms;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** API keys: who has one makes others, with no more than he has. The secret of a key is in the answer that made it. */
@Path("keys")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class KeysResource {
    @Inject
    private Callers callers;

    @Inject
    private Trail trail;

    @Inject
    private ApiKeys keys;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Context
    private HttpServletRequest http;

    @GET
    public Response list(@QueryParam("limit") String limit, @QueryParam("after") String after) {
        callers.require(http, Scope.KEYS);
        Page page = Page.of(limit, after);
        List<ApiKey> found = keys.list(page.after(), page.wanted());
        return answer(Response.ok(page.answer(found, ApiKey::id, key -> describe(key, Optional.empty()))));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response make(InputStream body) throws IOException {
        Operator maker = callers.require(http, Scope.KEYS);
        ApiKey.Terms terms = terms(JsonBody.object(body, settings.limits().message(), KeyTerms.MEMBERS));
        ApiKeys.Made made = keys.make(maker, terms)
                .orElseThrow(() -> new RefusedRequest(
                        Code.FORBIDDEN, "A key can't be good for more, or for longer, than what makes it."));
        trail.write(http, maker, event(Kind.KEY_CREATED, made.key()));
        return answer(
                Response.status(Response.Status.CREATED).entity(describe(made.key(), Optional.of(made.secret()))));
    }

    private ApiKey.Terms terms(JsonObject json) {
        try {
            ApiKey.Terms terms = KeyTerms.read(json);
            if (terms.expiresAt().filter(end -> !end.isAfter(clock.instant())).isPresent()) {
                throw new RefusedRequest(Code.INVALID_REQUEST, "expiresAt is past.");
            }
            return terms;
        } catch (ProtocolException e) {
            throw new RefusedRequest(e.code(), "The key can't be made: " + e.detail() + ".");
        }
    }

    @DELETE
    @Path("{id}")
    public Response withdraw(@PathParam("id") String id) {
        Operator operator = callers.require(http, Scope.KEYS);
        if (!keys.withdraw(id)) {
            throw new RefusedRequest(Code.NOT_FOUND, "There is no key of this id.");
        }
        trail.write(http, operator, AuditEvent.of(Kind.KEY_DELETED).with("key", id));
        return Response.noContent().build();
    }

    private static AuditEvent event(Kind kind, ApiKey key) {
        return AuditEvent.of(kind)
                .with("key", key.id())
                .with("name", key.terms().name())
                .with("scopes", key.terms().scopes().toString());
    }

    private static String describe(ApiKey key, Optional<String> secret) {
        JsonObjectBuilder json = Json.object().add("id", key.id());
        secret.ifPresent(text -> json.add("key", text));
        KeyTerms.write(key.terms()).forEach(json::add);
        return json.add("createdAt", key.createdAt().toString()).build().toString();
    }

    private static Response answer(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
