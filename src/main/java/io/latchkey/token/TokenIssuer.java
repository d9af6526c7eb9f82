package io.latchkey.token;

import io.latchkey.access.GrantReader;
import io.latchkey.access.Marks;
import io.latchkey.api.AuthData;
import io.latchkey.api.UserSchema;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/** Makes room tokens. For use by many threads. */
public final class TokenIssuer {
    private static final int ID_BYTES = 16;

    private final TokenSettings settings;
    private final SigningKeys keys;
    private final ClaimsReader reader;
    private final UserSchema schema;
    private final Marks marks;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A new token and what it says. */
    public record Issued(String token, AuthData auth) {
        /** What it says; the token must not reach a log. */
        @Override
        public String toString() {
            return auth.toString();
        }
    }

    /** @param marks those in force: nobody who is blocked gets a token, and none is as old as what was invalidated */
    public TokenIssuer(TokenSettings settings, SigningKeys keys, UserSchema schema, Marks marks, Clock clock) {
        this.schema = schema;
        this.marks = marks;
        this.settings = settings;
        this.keys = keys;
        this.reader = new ClaimsReader(settings);
        this.clock = clock;
    }

    /** @throws ProtocolException with {@code invalid_request} when no verifier would take such a token */
    public Issued issue(TokenClaims claims) throws ProtocolException {
        if (marks.isBlocked(claims.userId(), claims.session())) {
            throw new ProtocolException(Code.BLOCKED, Code.BLOCKED.message());
        }
        String payload = payload(claims).toString();
        AuthData auth = describe(claims, payload);
        Optional<String> misfit = schema.problem(auth.user());
        if (misfit.isPresent()) {
            throw refuse("The user does not fit: " + misfit.get());
        }
        Generation generation = keys.signing();
        String jws = generation.key().sign(TokenFormat.TYPE, payload);
        String token = generation
                .encryption()
                .map(jwe -> jwe.wrap(TokenFormat.TYPE, jws))
                .orElse(jws);
        if (token.length() > TokenFormat.MAX_TOKEN) {
            throw refuse("the token would be over 8 KB");
        }
        keys.issued(generation.key(), auth.expiresAt());
        return new Issued(token, auth);
    }

    /** What such a token would say, for one who needs none. */
    AuthData describe(TokenClaims claims) throws ProtocolException {
        return describe(claims, payload(claims).toString());
    }

    private AuthData describe(TokenClaims claims, String payload) throws ProtocolException {
        if (claims.ttl().toSeconds() < 1 || claims.ttl().compareTo(settings.maxTtl()) > 0) {
            throw refuse("the life of a token must be from 1 s to latchkey.token.max-ttl");
        }
        return readBack(payload);
    }

    /** By the verifier's own reading, so that nothing is issued that would be refused or understood otherwise. */
    private AuthData readBack(String payload) throws ProtocolException {
        try {
            return reader.read(Json.parseObject(payload)).auth();
        } catch (ProtocolException e) {
            throw refuse(e.detail());
        }
    }

    private JsonObject payload(TokenClaims claims) {
        JsonArrayBuilder grants = Json.array();
        claims.grants().forEach(grant -> grants.add(GrantReader.write(grant)));
        JsonArrayBuilder groups = Json.array();
        claims.groups().stream().sorted().forEach(groups::add);
        long issuedAt = issuedAt();
        JsonObjectBuilder json = Json.object()
                .add("iss", settings.issuer())
                .add("aud", settings.audience())
                .add("sub", claims.userId())
                .add("iat", issuedAt)
                .add("exp", issuedAt + claims.ttl().toSeconds())
                .add("jti", randomId())
                .add("cs", claims.sequence().toString())
                .add("sid", claims.session())
                .add("src", claims.source().toString())
                .add("grants", grants)
                .add("groups", groups)
                .add("user", claims.user())
                .add("data", claims.data());
        claims.authTime().ifPresent(time -> json.add("auth_time", time.getEpochSecond()));
        claims.acr().ifPresent(acr -> json.add("acr", acr));
        return json.build();
    }

    /** Whole seconds, so that a token of the second in which older ones were invalidated would count as one of them. */
    private long issuedAt() {
        long now = clock.instant().getEpochSecond();
        long invalidated = marks.latestIssuedBefore().getEpochSecond();
        return Math.max(now, Math.min(invalidated + 1, now + 1));
    }

    private String randomId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ProtocolException refuse(String detail) {
        return new ProtocolException(Code.INVALID_REQUEST, detail);
    }
}
