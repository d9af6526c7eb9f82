package io.latchkey.rest;

import io.latchkey.access.Scope;
import io.latchkey.api.TokenRequest;
import io.latchkey.config.Settings;
import io.latchkey.token.CallerTokens;
import io.latchkey.token.CallerTokens.RoomToken;
import io.latchkey.token.Operator;
import io.latchkey.token.Provisioning;
import io.latchkey.token.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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

/** A backend asks for a token for one of its users; what it gets, it can hand to the browser as it is. */
@Path("provision")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ProvisionResource {
    @Inject
    private Callers callers;

    @Inject
    private Trail trail;

    @Inject
    private Provisioning provisioning;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest http;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response provision(InputStream body) throws IOException {
        Operator operator = callers.require(http, Scope.PROVISION);
        TokenRequest request =
                ProvisionBody.read(JsonBody.object(body, settings.limits().message(), ProvisionBody.MEMBERS));
        CallerTokens.Result result = provisioning.issue(request, operator.ceiling());
        if (result instanceof Refused refused) {
            throw new RefusedRequest(refused.code(), refused.detail());
        }
        trail.issued(http, (RoomToken) result);
        return Response.status(Response.Status.CREATED)
                .entity(TokenAnswer.describe((RoomToken) result))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
