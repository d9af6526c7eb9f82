package io.latchkey.login.oidc;

import io.latchkey.config.Settings.OidcSettings;
import io.latchkey.protocol.Json;
import io.latchkey.token.foreign.ClaimPath;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a provider mean here.
 *
 * @param caller dotted path of the claim that is the user id
 * @param groups dotted path of the claim that holds the groups
 */
record Claims(String caller, String groups) {
    private static final int MAX_NAME = 128;
    private static final int MAX_TEXT = 512;
    /** Of one member of the public face, which has room for 2 KB in all. */
    private static final int MAX_BYTES = 400;

    static Claims of(OidcSettings settings) {
        return new Claims(settings.callerClaim(), settings.groupsClaim());
    }

    Optional<String> callerOf(JsonObject claims) {
        return text(at(claims, caller)).filter(name -> name.length() <= MAX_NAME);
    }

    /** An array of names, or one name. */
    Set<String> groupsOf(JsonObject claims) {
        Set<String> names = new LinkedHashSet<>();
        JsonValue value = at(claims, groups);
        if (value instanceof JsonArray array) {
            array.forEach(element -> text(element).ifPresent(names::add));
        } else {
            text(value).ifPresent(names::add);
        }
        return names;
    }

    /**
     * Whether the provider left the groups out because there are too many, as Microsoft Entra ID does: it puts a pointer
     * to another service in their place (OpenID Connect Core 1.0 section 5.6.2).
     */
    boolean isOverage(JsonObject claims) {
        boolean pointed = claims.get("_claim_names") instanceof JsonObject names && names.containsKey(groups);
        boolean implicit = claims.get("hasgroups") == JsonValue.TRUE;
        return at(claims, groups) == null && (pointed || implicit);
    }

    /** What other members may see of a user. */
    static JsonObject publicFace(JsonObject claims) {
        JsonObjectBuilder user = Json.object();
        face(claims, "name").or(() -> face(claims, "preferred_username")).ifPresent(name -> user.add("name", name));
        face(claims, "email")
                .filter(mail -> claims.get("email_verified") != JsonValue.FALSE)
                .ifPresent(mail -> user.add("email", mail));
        face(claims, "picture")
                .filter(picture -> picture.startsWith("https://"))
                .ifPresent(picture -> user.add("avatar", picture));
        return user.build();
    }

    private static Optional<String> face(JsonObject claims, String name) {
        return text(claims.get(name)).filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
    }

    static Optional<Instant> authTime(JsonObject claims) {
        return claims.get("auth_time") instanceof JsonNumber seconds
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    static Optional<String> acr(JsonObject claims) {
        return text(claims.get("acr"));
    }

    private static @Nullable JsonValue at(JsonObject claims, String path) {
        return ClaimPath.find(claims, path).orElse(null);
    }

    private static Optional<String> text(@Nullable JsonValue value) {
        return value instanceof JsonString string
                        && !string.getString().isBlank()
                        && string.getString().length() <= MAX_TEXT
                ? Optional.of(string.getString())
                : Optional.empty();
    }
}
