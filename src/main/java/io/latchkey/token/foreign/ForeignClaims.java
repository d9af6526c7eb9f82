package io.latchkey.token.foreign;

import io.latchkey.access.GrantReader;
import io.latchkey.access.UserIds;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.Claims;
import io.latchkey.token.TokenFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** From the payload of a trusted issuer's token whose signature is good to who it names and what that opens. */
final class ForeignClaims {
    /** The policy of now, in every room that it names. */
    private static final List<Grant> BY_POLICY =
            List.of(new Grant(new RoomPattern("**"), Set.of(), Optional.empty(), List.of()));

    private final Supplier<Set<String>> knownGroups;

    /** @param knownGroups what the policy names, for who is in more groups than we carry */
    ForeignClaims(Supplier<Set<String>> knownGroups) {
        this.knownGroups = knownGroups;
    }

    /**
     * What a token says, whatever the time is.
     *
     * @param notBefore {@code nbf} or {@code iat}, the later
     */
    record Read(AuthData auth, Instant notBefore) {}

    /**
     * Reads the payload.
     *
     * @param tokenId stands in for a {@code jti} that is not there
     * @throws ProtocolException with {@code invalid_token} and which claim is wrong
     */
    Read read(TrustedIssuer issuer, JsonObject payload, String tokenId) throws ProtocolException {
        Claims claims = new Claims(payload);
        checkParties(issuer, claims);
        Instant issuedAt = claims.time("iat");
        Instant expiresAt = expiresAt(issuer, claims, issuedAt);
        Instant notBefore =
                claims.optionalTime("nbf").filter(issuedAt::isBefore).orElse(issuedAt);
        String userId = userId(issuer, claims);
        String id = claims.optionalString("jti").orElse(tokenId);
        boolean granted = issuer.trustGrants() && claims.has("grants");
        AuthData auth = new AuthData(
                userId,
                face(userId, payload),
                groups(issuer, payload),
                granted ? Source.ISSUER : Source.POLICY,
                granted ? grants(claims) : BY_POLICY,
                JsonValue.EMPTY_JSON_OBJECT,
                id,
                claims.optionalString("sid").orElse(id),
                issuedAt,
                expiresAt,
                Optional.empty(),
                claims.optionalTime("auth_time"),
                claims.optionalString("acr"),
                0);
        return new Read(auth, notBefore);
    }

    private static void checkParties(TrustedIssuer issuer, Claims claims) throws ProtocolException {
        List<String> audiences =
                claims.json().get("aud") instanceof JsonString ? List.of(claims.string("aud")) : claims.strings("aud");
        if (!audiences.contains(issuer.audience())) {
            throw Claims.refuse("aud", "names another audience");
        }
        if (claims.has("events")) {
            // a logout token has our audience and a subject, too (OpenID Connect Back-Channel Logout section 2.4)
            throw Claims.refuse("events", "belongs to a security event, which nobody logs in with");
        }
    }

    private static Instant expiresAt(TrustedIssuer issuer, Claims claims, Instant issuedAt) throws ProtocolException {
        Instant expiresAt = claims.time("exp");
        if (!expiresAt.isAfter(issuedAt)) {
            throw Claims.refuse("exp", "must be after \"iat\"");
        }
        if (Duration.between(issuedAt, expiresAt).compareTo(issuer.maxLifetime()) > 0) {
            throw Claims.refuse("exp", "is too long after \"iat\"");
        }
        return expiresAt;
    }

    private static String userId(TrustedIssuer issuer, Claims claims) throws ProtocolException {
        String path = issuer.userClaim();
        JsonValue value = ClaimPath.find(claims.json(), path).orElse(JsonValue.NULL);
        String userId = value instanceof JsonString text && !text.getString().isEmpty()
                ? issuer.userPrefix() + text.getString()
                : "";
        if (!UserIds.isUserId(userId)) {
            throw Claims.refuse(path, "is no user id");
        }
        JsonValue verified = claims.json().getOrDefault("email_verified", JsonValue.TRUE);
        if (path.equals("email") && verified != JsonValue.TRUE) {
            throw Claims.refuse("email_verified", "must be true where \"email\" names the user");
        }
        return userId;
    }

    /** What members are shown: never more than a name, since a token may hold mail addresses and the like. */
    private static JsonObject face(String userId, JsonObject payload) {
        JsonObjectBuilder face = Json.object().add("id", userId);
        for (String claim : List.of("name", "preferred_username")) {
            if (payload.get(claim) instanceof JsonString name && UserIds.isName(name.getString())) {
                return face.add("name", name.getString()).build();
            }
        }
        return face.build();
    }

    private Set<String> groups(TrustedIssuer issuer, JsonObject payload) throws ProtocolException {
        Optional<JsonValue> found = issuer.groupsClaim().flatMap(path -> ClaimPath.find(payload, path));
        if (found.isEmpty()) {
            return Set.of();
        }
        JsonObject holder = Json.object().add("groups", found.get()).build();
        Set<String> groups = new LinkedHashSet<>(new Claims(holder).strings("groups"));
        groups.removeIf(name -> !UserIds.isName(name));
        if (TokenFormat.areTooMany(groups)) {
            groups.retainAll(knownGroups.get());
        }
        return groups;
    }

    private static List<Grant> grants(Claims claims) throws ProtocolException {
        List<Grant> grants = new ArrayList<>();
        for (JsonValue value : claims.array("grants")) {
            try {
                grants.add(GrantReader.read(value.asJsonObject()));
            } catch (ProtocolException | ClassCastException e) {
                throw Claims.refuse("grants", "has one that can't be read");
            }
        }
        if (grants.size() > TokenFormat.MAX_GRANTS) {
            throw Claims.refuse("grants", "has more than " + TokenFormat.MAX_GRANTS);
        }
        return grants;
    }
}
