package io.latchkey.token;

import io.latchkey.access.GrantReader;
import io.latchkey.access.UserIds;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** From the payload of a token whose signature is good to what it says; all that does not depend on the time of day. */
final class ClaimsReader {
    private final TokenSettings settings;

    ClaimsReader(TokenSettings settings) {
        this.settings = settings;
    }

    /** @throws ProtocolException with {@code invalid_token} and which claim is wrong */
    VerifiedToken read(JsonObject payload) throws ProtocolException {
        Claims claims = new Claims(payload);
        checkParties(claims);
        Instant issuedAt = claims.time("iat");
        Instant expiresAt = expiresAt(claims, issuedAt);
        Instant notBefore =
                claims.optionalTime("nbf").filter(issuedAt::isBefore).orElse(issuedAt);
        return new VerifiedToken(auth(claims, issuedAt, expiresAt), notBefore);
    }

    private AuthData auth(Claims claims, Instant issuedAt, Instant expiresAt) throws ProtocolException {
        String userId = userId(claims);
        String tokenId = claims.string("jti");
        JsonObject user = claims.objectOrEmpty("user");
        JsonObject data = claims.objectOrEmpty("data");
        Set<String> groups = claims.has("groups") ? Set.copyOf(claims.strings("groups")) : Set.of();
        List<Grant> grants = grants(claims);
        Optional<String> excess = TokenFormat.excess(user, data, groups, grants);
        if (excess.isPresent()) {
            throw new ProtocolException(Code.INVALID_TOKEN, "The token is too large: " + excess.get() + ".");
        }
        return new AuthData(
                userId,
                Json.object(user).add("id", userId).build(),
                groups,
                source(claims),
                grants,
                data,
                tokenId,
                claims.optionalString("sid").orElse(tokenId),
                issuedAt,
                expiresAt,
                sequence(claims),
                claims.optionalTime("auth_time"),
                claims.optionalString("acr"),
                0);
    }

    private void checkParties(Claims claims) throws ProtocolException {
        if (!claims.string("iss").equals(settings.issuer())) {
            throw Claims.refuse("iss", "names another issuer");
        }
        List<String> audiences =
                claims.json().get("aud") instanceof JsonString ? List.of(claims.string("aud")) : claims.strings("aud");
        if (!audiences.contains(settings.audience())) {
            throw Claims.refuse("aud", "names another audience");
        }
    }

    private Instant expiresAt(Claims claims, Instant issuedAt) throws ProtocolException {
        Instant expiresAt = claims.time("exp");
        if (!expiresAt.isAfter(issuedAt)) {
            throw Claims.refuse("exp", "must be after \"iat\"");
        }
        if (Duration.between(issuedAt, expiresAt).compareTo(settings.maxTtl()) > 0) {
            throw Claims.refuse("exp", "is too long after \"iat\"");
        }
        return expiresAt;
    }

    private static String userId(Claims claims) throws ProtocolException {
        String userId = claims.string("sub");
        if (!UserIds.isUserId(userId)) {
            throw Claims.refuse("sub", "is no user id");
        }
        return userId;
    }

    /** A token that does not say is an application's own; the policy is asked only where the token says so. */
    private static Source source(Claims claims) throws ProtocolException {
        String name = claims.optionalString("src").orElse(Source.PROVISION.toString());
        return Stream.of(Source.values())
                .filter(source -> source.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> Claims.refuse("src", "is unknown"));
    }

    private static Optional<ControlSequence> sequence(Claims claims) throws ProtocolException {
        Optional<String> text = claims.optionalString("cs");
        Optional<ControlSequence> sequence = text.flatMap(ControlSequence::parse);
        if (text.isPresent() && sequence.isEmpty()) {
            throw Claims.refuse("cs", "is no control sequence");
        }
        return sequence;
    }

    private static List<Grant> grants(Claims claims) throws ProtocolException {
        JsonArray array = claims.array("grants");
        if (array.size() > TokenFormat.MAX_GRANTS) {
            throw Claims.refuse("grants", "has more than " + TokenFormat.MAX_GRANTS);
        }
        List<Grant> grants = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonObject grant)) {
                throw Claims.refuse("grants", "must be an array of objects");
            }
            try {
                grants.add(GrantReader.read(grant));
            } catch (ProtocolException e) {
                throw Claims.refuse("grants", "has one that can't be read: " + e.detail());
            }
        }
        return grants;
    }
}
