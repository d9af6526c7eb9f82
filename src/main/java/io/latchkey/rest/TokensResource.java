package io.latchkey.rest;

import io.latchkey.access.GrantReader;
import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Scope;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.audit.AuditEvent;
import io.latchkey.config.Settings;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.token.Authenticator;
import io.latchkey.token.Credential;
import io.latchkey.token.Credential.Kind;
import io.latchkey.token.Operator;
import io.latchkey.token.Tickets;
import io.latchkey.token.Verdict;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What operators ask about single tokens. */
@Path("tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    /** Of a token that came from elsewhere its {@code iss} and {@code aud} are not kept. */
    private static final Set<Source> OURS = Set.of(Source.POLICY, Source.PROVISION);

    @Inject
    private Callers callers;

    @Inject
    private Authenticator authenticator;

    @Inject
    private Invalidations invalidations;

    @Inject
    private Tickets tickets;

    @Inject
    private Settings settings;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @Context
    private HttpHeaders headers;

    /** RFC 7662. Of a token that is no good, nothing is said but that (section 2.2). */
    @POST
    @Path("introspect")
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON})
    public Response introspect(InputStream body) throws IOException {
        callers.require(http, Scope.TOKENS);
        String token = TokenBody.read(headers.getMediaType(), body);
        Verdict verdict = authenticator.verify(new Credential(Kind.MESSAGE, token));
        if (verdict instanceof Verdict.Unavailable) {
            throw new RefusedRequest(Code.AUTH_UNAVAILABLE);
        }
        JsonObjectBuilder answer = verdict instanceof Verdict.Authenticated known
                ? describe(known.auth())
                : Json.object().add("active", false);
        return Response.ok(answer.build().toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** RFC 7009: whoever may, is told 200 whatever the token was (section 2.2), and it counts no more. */
    @POST
    @Path("revoke")
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON})
    public CompletionStage<Response> revoke(InputStream body) throws IOException {
        String token = TokenBody.read(headers.getMediaType(), body);
        Operator operator = callers.owner(http, token).orElseGet(() -> callers.require(http, Scope.TOKENS));
        Consumer<AuditEvent> note = trail.writer(http, operator);
        tickets.revoke(token);
        Verdict verdict = authenticator.verify(new Credential(Kind.MESSAGE, token));
        if (verdict instanceof Verdict.Unavailable) {
            throw new RefusedRequest(Code.AUTH_UNAVAILABLE);
        }
        if (!(verdict instanceof Verdict.Authenticated known)) {
            return CompletableFuture.completedFuture(Response.ok().build());
        }
        AuditEvent event = AuditEvent.of(AuditEvent.Kind.REVOKED)
                .user(known.auth().userId())
                .with("token", known.auth().tokenId());
        return invalidations
                .invalidate(
                        Invalidation.of(Target.ofToken(known.auth().tokenId()), Mode.REAUTHENTICATE, operator.userId()))
                .thenApplyAsync(receipt -> {
                    note.accept(event);
                    return Response.ok().build();
                });
    }

    private JsonObjectBuilder describe(AuthData auth) {
        JsonObjectBuilder json = Json.object()
                .add("active", true)
                .add("token_type", "Bearer")
                .add("sub", auth.userId())
                .add("iat", auth.issuedAt().getEpochSecond())
                .add("exp", auth.expiresAt().getEpochSecond())
                .add("jti", auth.tokenId())
                .add("sid", auth.session())
                .add("src", auth.source().toString());
        if (OURS.contains(auth.source())) {
            json.add("iss", settings.token().issuer());
            json.add("aud", settings.token().audience());
        }
        auth.controlSequence().ifPresent(sequence -> json.add("cs", sequence.toString()));
        auth.authTime().ifPresent(time -> json.add("auth_time", time.getEpochSecond()));
        auth.acr().ifPresent(acr -> json.add("acr", acr));
        JsonArrayBuilder grants = Json.array();
        auth.grants().forEach(grant -> grants.add(GrantReader.write(grant)));
        JsonArrayBuilder groups = Json.array();
        auth.groups().stream().sorted().forEach(groups::add);
        return json.add("grants", grants)
                .add("groups", groups)
                .add("user", auth.user())
                .add("data", auth.data());
    }
}
