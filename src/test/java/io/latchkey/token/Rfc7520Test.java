package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.config.SettingsException;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cookbook of RFC 7520: what is of our algorithms is taken, what is of others is refused under any of ours. */
class Rfc7520Test {
    private static JsonObject cookbook() {
        try (InputStream in = Rfc7520Test.class.getResourceAsStream("rfc7520.json")) {
            return Json.trusted(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .asJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<JsonObject> vectors() {
        return cookbook().getJsonArray("vectors").stream().map(JsonValue::asJsonObject);
    }

    private static SigningKey key(JsonObject vector, String algorithm) throws JoseException {
        Key key = JsonWebKey.Factory.newJwk(vector.getJsonObject("key").toString())
                .getKey();
        return new SigningKey("kid", algorithm, Optional.empty(), key);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void takesAPublishedSignatureOnlyUnderTheAlgorithmOfItsKey(JsonObject vector) throws JoseException {
        String token = vector.getString("token");
        for (KeyKind kind : KeyKind.values()) {
            boolean fits = vector.getBoolean("ours") && kind.toString().equals(vector.getString("algorithm"));
            assertThat(key(vector, kind.toString()).verifies(token))
                    .as(kind.toString())
                    .isEqualTo(fits);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesAChangedPayload(JsonObject vector) throws JoseException {
        String changed = vector.getString("token").replaceFirst("\\.[^.]+\\.", "." + Forge.encode("{}") + ".");

        assertThat(key(vector, vector.getString("algorithm")).verifies(changed)).isFalse();
    }

    @Test
    void takesNoKeyOfAnotherCurve() {
        String p521 = vectors()
                .filter(vector -> vector.getString("algorithm").equals("ES512"))
                .findFirst()
                .orElseThrow()
                .getJsonObject("key")
                .toString();

        assertThatThrownBy(() -> KeyFile.load(p521)).isInstanceOf(SettingsException.class);
    }

    @Test
    void opensNothingThatIsEncryptedByAnotherMethod() {
        JsonObject vector = cookbook().getJsonObject("dirA128GCM");
        byte[] key = Base64.getUrlDecoder().decode(vector.getJsonObject("key").getString("k"));
        Encryption encryption = new Encryption("kid", new SecretKeySpec(key, "AES"));

        assertThat(encryption.unwrap(vector.getString("token"))).isEmpty();
    }
}
