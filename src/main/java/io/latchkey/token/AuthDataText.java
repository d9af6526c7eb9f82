package io.latchkey.token;

import io.latchkey.access.GrantReader;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** AuthData as text for our own database: all of it, wherever it came from, under the names of the claims. */
final class AuthDataText {
    private AuthDataText() {}

    static String write(AuthData auth) {
        JsonArrayBuilder grants = Json.array();
        auth.grants().forEach(grant -> grants.add(GrantReader.write(grant)));
        JsonArrayBuilder groups = Json.array();
        auth.groups().forEach(groups::add);
        JsonObjectBuilder json = Json.object()
                .add("sub", auth.userId())
                .add("user", auth.user())
                .add("groups", groups)
                .add("src", auth.source().toString())
                .add("grants", grants)
                .add("data", auth.data())
                .add("jti", auth.tokenId())
                .add("sid", auth.session())
                .add("iat", auth.issuedAt().toString())
                .add("exp", auth.expiresAt().toString());
        auth.controlSequence().ifPresent(sequence -> json.add("cs", sequence.toString()));
        auth.authTime().ifPresent(time -> json.add("auth_time", time.toString()));
        auth.acr().ifPresent(acr -> json.add("acr", acr));
        return json.build().toString();
    }

    static AuthData read(String text) {
        JsonObject json = Json.trusted(text).asJsonObject();
        return new AuthData(
                json.getString("sub"),
                json.getJsonObject("user"),
                groups(json),
                Source.valueOf(json.getString("src").toUpperCase(Locale.ROOT)),
                grants(json),
                json.getJsonObject("data"),
                json.getString("jti"),
                json.getString("sid"),
                Instant.parse(json.getString("iat")),
                Instant.parse(json.getString("exp")),
                optional(json, "cs").flatMap(ControlSequence::parse),
                optional(json, "auth_time").map(Instant::parse),
                optional(json, "acr"),
                0);
    }

    private static Optional<String> optional(JsonObject json, String name) {
        return json.containsKey(name) ? Optional.of(json.getString(name)) : Optional.empty();
    }

    private static Set<String> groups(JsonObject json) {
        Set<String> groups = new HashSet<>();
        json.getJsonArray("groups").getValuesAs(JsonString.class).forEach(name -> groups.add(name.getString()));
        return groups;
    }

    private static List<Grant> grants(JsonObject json) {
        List<Grant> grants = new ArrayList<>();
        for (JsonValue grant : json.getJsonArray("grants")) {
            try {
                grants.add(GrantReader.read(grant.asJsonObject()));
            } catch (ProtocolException e) {
                throw new IllegalStateException("a ticket was stored by another version: " + e.detail());
            }
        }
        return grants;
    }
}
