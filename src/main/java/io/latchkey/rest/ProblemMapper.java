package io.latchkey.rest;

import io.latchkey.api.Caller;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.room.RefusedException;
import io.latchkey.store.StoreException;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Every failure of a resource becomes a problem; what is our fault goes into the log, under its {@code traceId}. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Context
    private HttpHeaders headers;

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        Problem problem = problem(failure);
        if (problem.code() == Code.INTERNAL) {
            LOG.log(Level.ERROR, "A request failed, trace " + problem.traceId(), failure);
        }
        if (problem.status() == UNAUTHORIZED || problem.status() == FORBIDDEN) {
            CDI.current().select(Trail.class).get().refused(request, problem.code());
        }
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE + ";charset=UTF-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(encode(problem, failure));
        problem.challenge(headers.getHeaderString(HttpHeaders.AUTHORIZATION) != null)
                .ifPresent(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
        problem.retryAfter().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        if (failure instanceof WebApplicationException web
                && !web.getResponse().getAllowedMethods().isEmpty()) {
            response.allow(web.getResponse().getAllowedMethods());
        }
        return response.build();
    }

    private static String encode(Problem problem, Throwable failure) {
        Optional<String> loginUrl = failure instanceof RefusedRequest refused ? refused.loginUrl() : Optional.empty();
        return loginUrl.map(problem::encode).orElseGet(problem::encode);
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return problem(failure.getCause());
        }
        if (failure instanceof RefusedRequest refused) {
            return new Problem(refused.code(), refused.detail());
        }
        if (failure instanceof ProtocolException refused) {
            return new Problem(refused.code(), refused.detail());
        }
        if (failure instanceof RefusedException refused) {
            return new Problem(refused.code());
        }
        if (failure instanceof Caller.UnavailableException unavailable) {
            return new Problem(Code.AUTH_UNAVAILABLE, String.valueOf(unavailable.getMessage()));
        }
        if (failure instanceof StoreException) {
            return new Problem(Code.OVERLOADED, "The database does not take changes now; try again later.");
        }
        if (failure instanceof WebApplicationException web) {
            return new Problem(code(web.getResponse().getStatus()));
        }
        // what a server's JSON provider throws for a malformed body
        return new Problem(failure instanceof ProcessingException ? Code.INVALID_REQUEST : Code.INTERNAL);
    }

    private static Code code(int status) {
        return switch (status) {
            case 401 -> Code.CREDENTIALS_REQUIRED;
            case 403 -> Code.FORBIDDEN;
            case 404, 406 -> Code.NOT_FOUND;
            case 405 -> Code.METHOD_NOT_ALLOWED;
            case 413 -> Code.PAYLOAD_TOO_LARGE;
            case 415 -> Code.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> Code.OVERLOADED;
            default -> status < 500 ? Code.INVALID_REQUEST : Code.INTERNAL;
        };
    }
}
