package io.latchkey.rest;

import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Scope;
import io.latchkey.api.RoomId;
import io.latchkey.invalidation.Invalidation;
import io.latchkey.invalidation.Invalidation.Target;
import io.latchkey.invalidation.Invalidations;
import io.latchkey.protocol.Code;
import io.latchkey.token.Operator;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Invalidation in the shape that Reflect gave it: the same thing as {@link InvalidationResource}. */
@Path("connections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReflectResource {
    @Inject
    private Callers callers;

    @Inject
    private Invalidations invalidations;

    @Inject
    private Trail trail;

    @Context
    private HttpServletRequest http;

    @POST
    @Path("users:invalidate")
    public CompletionStage<Response> user(@QueryParam("userID") @Nullable String user) {
        Operator operator = callers.require(http, Scope.INVALIDATE, Optional.empty());
        if (user == null || user.isEmpty()) {
            throw new RefusedRequest(Code.INVALID_REQUEST, "Name the user: ?userID=<user id>.");
        }
        return end(Target.ofUser(user), operator);
    }

    @POST
    @Path("rooms:invalidate")
    public CompletionStage<Response> room(@QueryParam("roomID") @Nullable String room) {
        RoomId id = RoomIds.parse(room);
        return end(Target.ofRoom(id.value()), callers.require(http, Scope.INVALIDATE, Optional.of(id)));
    }

    @POST
    @Path("all:invalidate")
    public CompletionStage<Response> all() {
        return end(Target.everybody(), callers.require(http, Scope.INVALIDATE, Optional.empty()));
    }

    private CompletionStage<Response> end(Target target, Operator operator) {
        Invalidation invalidation = Invalidation.of(target, Mode.REAUTHENTICATE, operator.userId());
        return Receipts.answer(invalidations.invalidate(invalidation, trail.noting(http, operator, invalidation)));
    }
}
