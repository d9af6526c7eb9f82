package io.latchkey.token;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.Base64;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;

/** Signs whatever it is told to, byte for byte, as no library would. */
public final class Forge {
    final KeyKind kind;
    final SigningKey key;

    /** Where a verifier would go that follows a token's URL. */
    final String bait;

    private final JsonObject claims;

    Forge(KeyKind kind) {
        this(kind, "https://evil.example/");
    }

    Forge(KeyKind kind, String bait) {
        this(kind, World.of(kind).keys.signer(), bait, claims());
    }

    private Forge(KeyKind kind, SigningKey key, String bait, JsonObject claims) {
        this.kind = kind;
        this.key = key;
        this.bait = bait;
        this.claims = claims;
    }

    /** Of tokens for a running server of this {@code latchkey.token.secret}. */
    public static Forge forServer(String secret, String bait) {
        long now = Instant.now().getEpochSecond();
        JsonObject claims = Json.object(claims())
                .remove("cs")
                .add("iat", now)
                .add("exp", now + 600)
                .build();
        return new Forge(KeyKind.HS256, HmacKeys.ofSetting(secret), bait, claims);
    }

    /** The claims of a token that is good now. */
    String payload() {
        return claims.toString();
    }

    String payloadWith(String name, String value) {
        return Json.object(claims)
                .add(name, object("{\"v\":" + value + "}").get("v"))
                .build()
                .toString();
    }

    String payloadWithout(String name) {
        return Json.object(claims).remove(name).build().toString();
    }

    long issuedAt() {
        return claims.getJsonNumber("iat").longValue();
    }

    String header() {
        return "{\"alg\":\"" + kind + "\",\"typ\":\"latchkey-room+jwt\",\"kid\":\"" + key.kid() + "\"}";
    }

    /** A header with a further member. */
    String header(String member) {
        return header().replace("}", "," + member + "}");
    }

    static JsonObject claims() {
        return object("""
                {"iss":"latchkey","aud":"latchkey","sub":"ann","iat":1769853600,"exp":1769854200,"jti":"t1",
                 "cs":"db1.7","sid":"s1","src":"provision","groups":["staff"],
                 "grants":[{"room":"acme:*","access":"write"}],"user":{"name":"Ann","id":"root"},"data":{"n":1}}""");
    }

    static JsonObject object(String json) {
        try {
            return Json.parseObject(json);
        } catch (io.latchkey.protocol.ProtocolException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String with(String name, String value) {
        return Json.object(claims())
                .add(name, object("{\"v\":" + value + "}").get("v"))
                .build()
                .toString();
    }

    static String without(String name) {
        return Json.object(claims()).remove(name).build().toString();
    }

    /** A token with these claims and a good signature. */
    String token(String claims) {
        return sign(header(), claims);
    }

    public String token() {
        return token(payload());
    }

    String sign(String header, String payload) {
        return sign(header, payload, kind.toString(), key.signing().orElseThrow());
    }

    static String sign(String header, String payload, String algorithm, Key key) {
        try {
            String input = encode(header) + "." + encode(payload);
            JsonWebSignatureAlgorithm signer = AlgorithmFactoryFactory.getInstance()
                    .getJwsAlgorithmFactory()
                    .getAlgorithm(algorithm);
            byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
            byte[] signature = signer.sign(signer.prepareForSign(key, new ProviderContext()), bytes);
            return input + "." + encode(signature);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
