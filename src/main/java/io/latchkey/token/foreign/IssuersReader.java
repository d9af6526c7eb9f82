package io.latchkey.token.foreign;

import io.latchkey.access.UserIds;
import io.latchkey.config.Settings.OidcSettings;
import io.latchkey.config.SettingsException;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code latchkey.auth.issuers}, strictly: a typing error must not open a door. */
final class IssuersReader {
    private static final String NAME = "latchkey.auth.issuers";
    private static final Set<String> SOURCES = Set.of("jwks", "discovery", "keys");
    private static final Set<String> MEMBERS = Set.of(
            "issuer",
            "jwks",
            "discovery",
            "keys",
            "audience",
            "algorithms",
            "userClaim",
            "groupsClaim",
            "userPrefix",
            "maxLifetime",
            "trustGrants");

    private final KeySources sources;
    private final String own;
    private final Optional<String> loginProvider;

    /**
     * @param own {@code iss} of our own tokens
     * @param loginProvider the issuer that users log in at, whose users need no prefix
     */
    IssuersReader(KeySources sources, String own, Optional<String> loginProvider) {
        this.sources = sources;
        this.own = own;
        this.loginProvider = loginProvider;
    }

    /** @throws SettingsException with the entry and what is wrong with it, never with a key */
    List<TrustedIssuer> read(String text) {
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (JsonValue value : array(text)) {
            try {
                TrustedIssuer issuer = issuer(value);
                requireApart(issuer, issuers);
                issuers.add(issuer);
            } catch (IllegalArgumentException e) {
                throw new SettingsException(NAME + ", entry " + (issuers.size() + 1) + ": " + e.getMessage());
            }
        }
        return issuers;
    }

    /** As an entry of the array would name it, with the audience that its ID tokens have. */
    TrustedIssuer loginProvider(OidcSettings oidc) {
        String provider = oidc.provider().map(URI::toString).orElse("");
        return issuer(Json.object()
                .add("issuer", provider)
                .add("discovery", provider)
                .add("audience", oidc.clientId().orElse(""))
                .add("userClaim", oidc.callerClaim())
                .add("groupsClaim", oidc.groupsClaim())
                .build());
    }

    private static JsonArray array(String text) {
        try {
            if (Json.parse(text) instanceof JsonArray array) {
                return array;
            }
        } catch (ProtocolException e) {
            throw new SettingsException(NAME + ": must be a JSON array: " + e.detail());
        }
        throw new SettingsException(NAME + ": must be a JSON array");
    }

    private TrustedIssuer issuer(JsonValue value) {
        if (!(value instanceof JsonObject json)) {
            throw new IllegalArgumentException("not an object");
        }
        for (String member : json.keySet()) {
            require(MEMBERS.contains(member), "there is no \"" + member + "\"; known are " + new TreeSet<>(MEMBERS));
        }
        String issuer = string(json, "issuer").orElseThrow(() -> missing("issuer"));
        require(!issuer.equals(own), "\"issuer\" is this server's own (latchkey.token.issuer)");
        return new TrustedIssuer(
                issuer,
                sources.of(issuer, source(json), json),
                string(json, "audience").orElseThrow(() -> missing("audience")),
                algorithms(json),
                string(json, "userClaim").orElse("sub"),
                string(json, "groupsClaim"),
                prefix(json, issuer),
                lifetime(json),
                flag(json, "trustGrants"));
    }

    private static String source(JsonObject json) {
        List<String> named = SOURCES.stream().filter(json::containsKey).toList();
        require(named.size() == 1, "exactly one of \"jwks\", \"discovery\" and \"keys\" must be there");
        return named.get(0);
    }

    /** RS256 where none is named: what every OpenID provider can do (OpenID Connect Core section 15.1). */
    private static Set<String> algorithms(JsonObject json) {
        if (!json.containsKey("algorithms")) {
            return Set.of("RS256");
        }
        Set<String> names = new LinkedHashSet<>();
        if (json.get("algorithms") instanceof JsonArray array) {
            for (JsonValue value : array) {
                names.add(value instanceof JsonString name ? name.getString() : "");
            }
        }
        Map<String, String> known = IssuerKey.FAMILIES;
        require(
                !names.isEmpty() && known.keySet().containsAll(names),
                "\"algorithms\" must be a list out of " + new TreeSet<>(known.keySet()));
        return Set.copyOf(names);
    }

    private String prefix(JsonObject json, String issuer) {
        boolean login = loginProvider.filter(issuer::equals).isPresent();
        if (login && !json.containsKey("userPrefix")) {
            return "";
        }
        String prefix = string(json, "userPrefix").orElse("");
        require(
                login || !prefix.isEmpty(),
                "\"userPrefix\" is needed, such as \"partner:\": without it this issuer could name anybody's users");
        require(UserIds.isUserId(prefix + "x"), "\"userPrefix\" can't begin a user id");
        return prefix;
    }

    private static Duration lifetime(JsonObject json) {
        try {
            Duration duration = Duration.parse(string(json, "maxLifetime").orElse("PT12H"));
            require(!duration.isNegative() && !duration.isZero(), "\"maxLifetime\" must be over zero");
            return duration;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"maxLifetime\" must be a duration such as PT12H");
        }
    }

    /** Two that can name one user, or are one, can't both be trusted. */
    private static void requireApart(TrustedIssuer issuer, List<TrustedIssuer> others) {
        for (TrustedIssuer other : others) {
            require(!other.issuer().equals(issuer.issuer()), "its \"issuer\" stands twice");
            boolean overlap = other.userPrefix().startsWith(issuer.userPrefix())
                    || issuer.userPrefix().startsWith(other.userPrefix());
            boolean bare = other.userPrefix().isEmpty() || issuer.userPrefix().isEmpty();
            require(!overlap || bare, "its \"userPrefix\" begins like another's, so that both could name one user");
        }
    }

    static Optional<String> string(JsonObject json, String member) {
        if (!json.containsKey(member)) {
            return Optional.empty();
        }
        require(
                json.get(member) instanceof JsonString text && !text.getString().isEmpty(),
                "\"" + member + "\" must be text, not empty");
        return Optional.of(json.getString(member));
    }

    private static boolean flag(JsonObject json, String member) {
        JsonValue value = json.getOrDefault(member, JsonValue.FALSE);
        require(value == JsonValue.TRUE || value == JsonValue.FALSE, "\"" + member + "\" must be true or false");
        return value == JsonValue.TRUE;
    }

    private static IllegalArgumentException missing(String member) {
        return new IllegalArgumentException("\"" + member + "\" is missing");
    }

    static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
