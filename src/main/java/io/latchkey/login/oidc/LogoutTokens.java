package io.latchkey.login.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.login.ChosenBy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.Validator;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Logout tokens of the provider (OpenID Connect Back-Channel Logout 1.0 section 2.4). For use by many threads. */
@ChosenBy(ChosenBy.Choice.OIDC)
@ApplicationScoped
public class LogoutTokens {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final int LEEWAY_S = 15;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long KEY_REFRESH_MS = 30_000;
    private static final int MAX_SEEN = 100_000;
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    /** Whose login has ended: a session's, or all of a user's. */
    record Logout(Optional<String> session, Optional<String> subject) {}

    /** Why a token was refused, in words that hold nothing of it. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String why) {
            super(why);
        }
    }

    private final Cache<String, Boolean> seen = Caffeine.newBuilder()
            .expireAfterWrite(LONGEST.multipliedBy(2))
            .maximumSize(MAX_SEEN)
            .build();
    private volatile @Nullable JwtConsumer consumer;

    private final OidcProvider provider;

    @Inject
    public LogoutTokens(OidcProvider provider) {
        this.provider = provider;
    }

    /** For the client proxy. */
    @SuppressWarnings("NullAway")
    protected LogoutTokens() {
        this(null);
    }

    /**
     * @throws InvalidException for a token that is forged, for somebody else, not a logout token, or was here before
     * @throws IOException when the provider's keys can't be had
     */
    Logout verify(String token) throws InvalidException, IOException {
        try {
            JwtClaims claims = consumer().process(token).getJwtClaims();
            Logout logout = read(claims);
            if (seen.asMap().putIfAbsent(claims.getJwtId(), Boolean.TRUE) != null) {
                throw new InvalidException("the token was here before");
            }
            return logout;
        } catch (InvalidJwtException e) {
            if (e.getCause() instanceof UnresolvableKeyException && e.getCause().getCause() instanceof IOException) {
                throw new IOException("the provider's keys can't be had", e);
            }
            throw new InvalidException("the token is not valid");
        } catch (MalformedClaimException e) {
            throw new InvalidException("a claim is malformed");
        }
    }

    private static Logout read(JwtClaims claims) throws InvalidException, MalformedClaimException {
        if (!(claims.getClaimValue("events") instanceof Map<?, ?> events) || !(events.get(EVENT) instanceof Map)) {
            throw new InvalidException("the token is not a logout token");
        }
        if (claims.hasClaim("nonce")) {
            throw new InvalidException("the token has a nonce, so it is an ID token");
        }
        Optional<String> session = Optional.ofNullable(claims.getStringClaimValue("sid"));
        Optional<String> subject = Optional.ofNullable(claims.getSubject());
        if (session.isEmpty() && subject.isEmpty()) {
            throw new InvalidException("the token names neither a session nor a user");
        }
        return new Logout(session, subject);
    }

    private JwtConsumer consumer() throws IOException {
        JwtConsumer known = consumer;
        if (known == null) {
            HttpsJwks keys =
                    new HttpsJwks(provider.endpoint("jwks_uri").orElseThrow(() -> new IOException("no key set")));
            // else whoever sends unknown key ids makes us ask the provider each time
            keys.setRefreshReprieveThreshold(KEY_REFRESH_MS);
            known = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setExpectedIssuer(true, provider.issuer())
                    .setExpectedAudience(true, provider.oidc().clientId().orElse(""))
                    .setRequireIssuedAt()
                    .setRequireExpirationTime()
                    .setRequireJwtId()
                    .setMaxFutureValidityInMinutes((int) LONGEST.toMinutes())
                    .setIssuedAtRestrictions(LEEWAY_S, (int) LONGEST.toSeconds())
                    .setAllowedClockSkewInSeconds(LEEWAY_S)
                    .registerValidator((Validator)
                            context -> isLogoutType(context.getJoseObjects().get(0)) ? null : "the type is another")
                    .build();
            consumer = known;
        }
        return known;
    }

    /** Providers from before the final version leave the type out or write JWT. */
    private static boolean isLogoutType(JsonWebStructure token) {
        String type = token.getHeader("typ");
        return type == null || type.equalsIgnoreCase("JWT") || type.equalsIgnoreCase("logout+jwt");
    }
}
