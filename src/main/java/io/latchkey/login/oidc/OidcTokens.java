package io.latchkey.login.oidc;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What the provider gave at the login, or at the newest refresh, as it lies in the container's session.
 *
 * @param claims of the access token, where that is the provider's and a JWT, under those of the ID token; JSON
 * @param refreshToken empty when there is none
 * @param expiresAt when to ask again, in milliseconds since 1970
 */
record OidcTokens(String claims, String idToken, String refreshToken, long expiresAt) implements Serializable {
    /**
     * Reads tokens that came from the provider itself and not through the browser.
     *
     * @throws ProtocolException when the ID token is none
     */
    static OidcTokens of(String idToken, String accessToken, String refreshToken, long expiresAt)
            throws ProtocolException {
        JsonObject identity = payload(idToken);
        JsonObject claims = Json.object(accessClaims(accessToken, identity))
                .addAll(Json.object(identity))
                .build();
        return new OidcTokens(claims.toString(), idToken, refreshToken, expiresAt);
    }

    /** Of an access token that is for somebody else, or not a JWT, nothing can be told. */
    private static JsonObject accessClaims(String accessToken, JsonObject identity) {
        try {
            JsonObject access = payload(accessToken);
            boolean same = string(access, "iss").equals(string(identity, "iss"))
                    && string(access, "sub").equals(string(identity, "sub"));
            return same ? access : JsonObject.EMPTY_JSON_OBJECT;
        } catch (ProtocolException e) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
    }

    static JsonObject payload(String token) throws ProtocolException {
        String[] parts = token.split("\\.", -1);
        try {
            byte[] payload = parts.length == 3 ? Base64.getUrlDecoder().decode(parts[1]) : new byte[0];
            return Json.parseObject(new String(payload, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Json.parseObject("");
        }
    }

    JsonObject json() {
        return Json.trusted(claims).asJsonObject();
    }

    /** A claim, or an empty text. */
    String claim(String name) {
        return string(json(), name);
    }

    private static String string(JsonObject claims, String name) {
        return claims.get(name) instanceof JsonString string ? string.getString() : "";
    }

    @Override
    public String toString() {
        return "tokens of " + claim("sub");
    }
}
