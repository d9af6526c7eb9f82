package io.latchkey.login.oidc;

import io.latchkey.api.Caller;
import io.latchkey.login.ChosenBy;
import io.latchkey.login.LoginProvider;
import io.latchkey.login.LoginSession;
import io.latchkey.login.LoginSessions;
import io.latchkey.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.security.enterprise.identitystore.openid.AccessToken;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import jakarta.security.enterprise.identitystore.openid.RefreshToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Callers as the provider describes them: at the login, and again whenever its access token has ended. */
@ChosenBy(ChosenBy.Choice.OIDC)
@ApplicationScoped
public class OidcCallers implements LoginProvider {
    private static final Logger LOG = System.getLogger(OidcCallers.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final long DEFAULT_LIFE_S = 300;

    @Inject
    private OidcProvider provider;

    @Inject
    private OpenIdContext context;

    @Inject
    private LoginSessions sessions;

    @Inject
    private Clock clock;

    @Override
    public Optional<Caller> caller(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return Optional.empty();
        }
        LoginSession login = sessions.of(session);
        try {
            Optional<OidcTokens> tokens = current(session);
            return tokens.isPresent() ? Optional.of(caller(tokens.get(), login)) : Optional.empty();
        } catch (IOException | ProtocolException e) {
            throw new Caller.UnavailableException("The login provider does not answer; try again later.", e);
        }
    }

    private Caller caller(OidcTokens tokens, LoginSession login) {
        Claims claims = Claims.of(provider.oidc());
        JsonObject json = tokens.json();
        if (claims.isOverage(json)) {
            throw tooManyGroups();
        }
        String name = claims.callerOf(json).orElseThrow(() -> unnamed(claims.caller()));
        return new Caller(
                name,
                claims.groupsOf(json),
                login.name(),
                Optional.of(login.began()),
                Claims.publicFace(json),
                Claims.authTime(json),
                Claims.acr(json));
    }

    private static Caller.UnavailableException tooManyGroups() {
        String what = "The provider has left out the groups of this user, because there are too many for a token. In"
                + " Microsoft Entra ID choose \"Groups assigned to the application\" in the token configuration, or"
                + " use app roles and latchkey.oidc.groups-claim=roles.";
        LOG.log(Level.ERROR, what);
        return new Caller.UnavailableException(what, new IllegalStateException("group overage"));
    }

    private static Caller.UnavailableException unnamed(String claim) {
        String what = "The provider's tokens have no usable claim \"" + claim
                + "\"; let it send one, or set latchkey.oidc.caller-claim.";
        LOG.log(Level.ERROR, what);
        return new Caller.UnavailableException(what, new IllegalStateException("no caller claim"));
    }

    /** Empty when the provider has ended the login. One thread at a time refreshes: a refresh token may be for one use. */
    private Optional<OidcTokens> current(HttpSession session) throws IOException, ProtocolException {
        Optional<OidcTokens> known = Tokens.in(session);
        if (known.isPresent() && !isOver(known.get())) {
            return known;
        }
        synchronized (Tokens.lock(session)) {
            OidcTokens tokens =
                    Tokens.in(session).isPresent() ? Tokens.in(session).get() : Tokens.put(session, fromLogin());
            return isOver(tokens) ? refreshed(session, tokens) : Optional.of(tokens);
        }
    }

    private boolean isOver(OidcTokens tokens) {
        return !tokens.refreshToken().isEmpty() && tokens.expiresAt() <= clock.millis();
    }

    private OidcTokens fromLogin() throws ProtocolException {
        AccessToken access = context.getAccessToken();
        long life = context.getExpiresIn().orElse(DEFAULT_LIFE_S);
        return OidcTokens.of(
                context.getIdentityToken().getToken(),
                access.getToken(),
                context.getRefreshToken().map(RefreshToken::getToken).orElse(""),
                clock.millis() + life * 1000);
    }

    private Optional<OidcTokens> refreshed(HttpSession session, OidcTokens before)
            throws IOException, ProtocolException {
        OidcProvider.Answer answer = provider.refresh(before.refreshToken());
        if (answer.status() == 400 || answer.status() == 401) {
            LOG.log(Level.INFO, "The provider has ended a login");
            sessions.end(session);
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw new IOException("A refresh was answered " + answer.status());
        }
        JsonObject body = answer.body();
        long life = body.get("expires_in") instanceof JsonNumber seconds ? seconds.longValue() : DEFAULT_LIFE_S;
        OidcTokens after = OidcTokens.of(
                string(body, "id_token").orElse(before.idToken()),
                string(body, "access_token").orElse(""),
                string(body, "refresh_token").orElse(before.refreshToken()),
                clock.millis() + life * 1000);
        requireSame(before, after);
        return Optional.of(Tokens.put(session, after));
    }

    /** OpenID Connect Core 1.0 section 12.2. The signature is TLS's: the token comes from the provider (3.1.3.7). */
    private static void requireSame(OidcTokens before, OidcTokens after) throws IOException {
        if (!before.claim("iss").equals(after.claim("iss"))
                || !before.claim("sub").equals(after.claim("sub"))) {
            throw new IOException("A refreshed ID token is of somebody else");
        }
    }

    private static Optional<String> string(JsonObject body, String name) {
        return body.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    @Override
    public boolean answers() {
        try {
            return provider.endpoint("authorization_endpoint", FRESH).isPresent();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The login provider does not answer: " + e);
            return false;
        }
    }

    /** OpenID Connect RP-Initiated Logout 1.0. */
    @Override
    public Optional<URI> logoutUrl(HttpSession session, URI returnTo) {
        try {
            Optional<OidcTokens> tokens = Tokens.in(session);
            Optional<String> endpoint = provider.endpoint("end_session_endpoint");
            return tokens.isEmpty()
                    ? Optional.empty()
                    : endpoint.map(url -> URI.create(url + (url.contains("?") ? "&" : "?") + "id_token_hint="
                            + encode(tokens.get().idToken())
                            + "&client_id=" + encode(provider.oidc().clientId().orElse(""))
                            + "&post_logout_redirect_uri=" + encode(returnTo.toString())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String origin() {
        return provider.oidc()
                .provider()
                .map(url -> url.getScheme() + "://" + url.getRawAuthority())
                .orElse("");
    }
}
