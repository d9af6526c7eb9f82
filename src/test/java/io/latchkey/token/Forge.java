package io.latchkey.token;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;

/** Signs whatever it is told to, byte for byte, as no library would. */
final class Forge {
    final KeyKind kind;
    final SigningKey key;

    Forge(KeyKind kind) {
        this.kind = kind;
        this.key = World.of(kind).keys.signer();
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

    String token() {
        return token(claims().toString());
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
