package io.latchkey.login.oidc;

import io.latchkey.login.LoginSessions;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Problem;
import io.latchkey.store.StoreException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The provider says that a login has ended: OpenID Connect Back-Channel Logout 1.0. */
@Path("oidc/backchannel-logout")
@RequestScoped
public class BackchannelLogout {
    private static final Logger LOG = System.getLogger(BackchannelLogout.class.getName());
    private static final int MAX_BODY = 16 * 1024;
    private static final String FIELD = "logout_token";

    @Inject
    private Instance<LogoutTokens> tokens;

    @Inject
    private LoginSessions sessions;

    @Context
    private HttpServletRequest request;

    /**
     * Answers when the tokens and sockets have ended.
     *
     * @param body empty where Jakarta Security has looked for a parameter of its own in the form and so has read it
     */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response logOut(InputStream body) throws IOException {
        if (!tokens.isResolvable()) {
            return refuse(Code.NOT_FOUND, "Login is not by OpenID Connect here.");
        }
        byte[] form = body.readNBytes(MAX_BODY + 1);
        if (form.length > MAX_BODY) {
            return refuse(Code.PAYLOAD_TOO_LARGE, Code.PAYLOAD_TOO_LARGE.message());
        }
        try {
            LogoutTokens.Logout logout = tokens.get().verify(form.length == 0 ? parameter() : token(form));
            LOG.log(Level.INFO, "The provider has ended " + end(logout) + " logins");
            return Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
        } catch (LogoutTokens.InvalidException e) {
            LOG.log(Level.WARNING, "A logout token was refused: " + e.getMessage());
            return refuse(Code.INVALID_REQUEST, "The logout token is refused: " + e.getMessage() + ".");
        } catch (IOException | StoreException e) {
            LOG.log(Level.WARNING, "A logout by the provider failed: " + e.getMessage());
            return refuse(Code.AUTH_UNAVAILABLE, "The logout could not be carried out; send it again.");
        }
    }

    /** Also what machines got by an access token of that session: its {@code sid} is the provider's. */
    private int end(LogoutTokens.Logout logout) {
        logout.session().ifPresent(sessions::endSession);
        return sessions.endAll(session -> isMeant(session, logout));
    }

    private static boolean isMeant(HttpSession session, LogoutTokens.Logout logout) {
        Optional<OidcTokens> known = Tokens.in(session);
        return known.isPresent()
                && (logout.session().isPresent()
                        ? logout.session().get().equals(known.get().claim("sid"))
                        : logout.subject().get().equals(known.get().claim("sub")));
    }

    private String parameter() throws LogoutTokens.InvalidException {
        String token = request.getParameter(FIELD);
        if (token == null || token.length() > MAX_BODY) {
            throw new LogoutTokens.InvalidException("there is none, or it is too long");
        }
        return token;
    }

    private static String token(byte[] form) throws LogoutTokens.InvalidException {
        for (String field : new String(form, StandardCharsets.US_ASCII).split("&", -1)) {
            if (field.startsWith(FIELD + "=")) {
                try {
                    return URLDecoder.decode(field.substring(FIELD.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        throw new LogoutTokens.InvalidException("there is none");
    }

    /** With 400 where the specification (section 2.8) wants it. */
    private static Response refuse(Code code, String detail) {
        Problem problem = new Problem(code, detail);
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE + ";charset=UTF-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem.encode())
                .build();
    }
}
