package io.latchkey.rest;

import io.latchkey.access.Mark;
import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Scope;
import io.latchkey.api.RoomId;
import io.latchkey.audit.AuditEvent;
import io.latchkey.config.Settings;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.invalidation.MarkEntry;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.JsonLine;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends access by user, room, session, token or connection, and shows whose was ended. */
@Path("invalidations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class InvalidationResource {
    @Inject
    private Callers callers;

    @Inject
    private Invalidations invalidations;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> invalidate(InputStream body) throws IOException {
        InvalidationRequest request = new InvalidationRequest(
                JsonBody.object(body, settings.limits().message(), InvalidationRequest.MEMBERS), clock);
        Operator operator = callers.require(http, Scope.INVALIDATE, request.room());
        Invalidation invalidation = request.read(operator.userId());
        if (request.isDryRun()) {
            return CompletableFuture.completedFuture(
                    Response.ok(preview(invalidations.preview(invalidation))).build());
        }
        return Receipts.answer(invalidations.invalidate(invalidation, trail.noting(http, operator, invalidation)));
    }

    private static String preview(int matched) {
        JsonLine connections = new JsonLine().number("matched", matched).number("closed", 0);
        return new JsonLine()
                .raw("dryRun", "true")
                .raw("connections", connections.toString())
                .toString();
    }

    @GET
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        callers.require(http, Scope.INVALIDATE, Optional.empty());
        Page page = Page.of(limit, after);
        List<MarkEntry> found = invalidations.history(page.after(), page.wanted());
        return Response.ok(page.answer(found, MarkEntry::id, this::describe)).build();
    }

    @GET
    @Path("{id}")
    public Response find(@PathParam("id") String id) {
        callers.require(http, Scope.INVALIDATE, room(id));
        return Response.ok(describe(found(id))).build();
    }

    /** Lifts a block. What was issued before it stays invalid. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Response> lift(@PathParam("id") String id) {
        Operator operator = callers.require(http, Scope.INVALIDATE, room(id));
        if (found(id).mark().mode() != Mode.BLOCK) {
            throw new RefusedRequest(Code.CONFLICT, "Only a block can be lifted; what was invalidated stays so.");
        }
        Consumer<AuditEvent> note = trail.writer(http, operator);
        return invalidations.lift(id).thenApplyAsync(lifted -> {
            note.accept(AuditEvent.of(AuditEvent.Kind.UNBLOCKED).with("receipt", id));
            return Response.noContent().build();
        });
    }

    /** Whoever may end access in one room may see to what was ended there. */
    private Optional<RoomId> room(String id) {
        return invalidations
                .find(id)
                .flatMap(entry -> entry.mark().target().room())
                .map(RoomId::new);
    }

    private MarkEntry found(String id) {
        return invalidations
                .find(id)
                .orElseThrow(() -> new RefusedRequest(Code.NOT_FOUND, "There is no invalidation of this id."));
    }

    private String describe(MarkEntry entry) {
        Mark mark = entry.mark();
        JsonLine line = new JsonLine()
                .string("id", entry.id())
                .number("sequence", mark.number())
                .string("effectiveAt", mark.effectiveAt().toString());
        mark.target().user().ifPresent(user -> line.string("user", user));
        mark.target().room().ifPresent(room -> line.string("room", room));
        mark.target().session().ifPresent(session -> line.string("session", session));
        mark.target().token().ifPresent(token -> line.string("token", token));
        if (mark.target().all()) {
            line.flag("all");
        }
        line.string("mode", mark.mode().name().toLowerCase(Locale.ROOT));
        mark.issuedBefore().ifPresent(time -> line.string("issuedBefore", time.toString()));
        mark.blockedUntil().ifPresent(time -> line.string("until", time.toString()));
        line.number("grace", entry.grace().toSeconds());
        entry.reason().ifPresent(reason -> line.string("reason", reason));
        line.string("by", entry.by());
        if (mark.mode() == Mode.BLOCK) {
            line.raw("active", Boolean.toString(invalidations.isActive(mark)));
        }
        return line.toString();
    }
}
