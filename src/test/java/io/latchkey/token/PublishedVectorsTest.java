package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Code;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys, tokens and thumbprints that nobody here made. */
class PublishedVectorsTest {
    private static final String PAYLOAD =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private enum Vector {
        RFC7515_A1(
                "HS256",
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + PAYLOAD + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        RFC7515_A2(
                "RS256",
                "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp"
                        + "-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL"
                        + "-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_"
                        + "I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}",
                "eyJhbGciOiJSUzI1NiJ9." + PAYLOAD
                        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGb"
                        + "ds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Ga"
                        + "rZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY"
                        + "9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"),
        RFC7515_A3(
                "ES256",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                        + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
                "eyJhbGciOiJFUzI1NiJ9." + PAYLOAD
                        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
        RFC8037_A4(
                "EdDSA",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
                        + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

        private final String algorithm;
        private final String key;
        private final String token;

        Vector(String algorithm, String key, String token) {
            this.algorithm = algorithm;
            this.key = key;
            this.token = token;
        }

        SigningKey key(String forAlgorithm) throws JoseException {
            return new SigningKey(
                    "kid",
                    forAlgorithm,
                    Optional.empty(),
                    key.startsWith("{")
                            ? PublicJsonWebKey.Factory.newPublicJwk(key).getPublicKey()
                            : new HmacKey(Base64.getUrlDecoder().decode(key)));
        }
    }

    @ParameterizedTest
    @EnumSource(Vector.class)
    void takesThePublishedSignature(Vector vector) throws JoseException {
        assertThat(vector.key(vector.algorithm).verifies(vector.token)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Vector.class)
    void refusesItOverAnotherPayload(Vector vector) throws JoseException {
        String changed = vector.token.replaceFirst("\\.[^.]+\\.", "." + Forge.encode("{\"iss\":\"eve\"}") + ".");

        assertThat(vector.key(vector.algorithm).verifies(changed)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Vector.class)
    void refusesItUnderAnotherAlgorithmThanTheKeys(Vector vector) throws JoseException {
        for (KeyKind other : KeyKind.values()) {
            if (!other.toString().equals(vector.algorithm)) {
                assertThat(vector.key(other.toString()).verifies(vector.token)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Vector.class)
    void takesNoneOfThemForARoomToken(Vector vector) {
        assertThat(World.of(KeyKind.ES256).verifier.verify(vector.token)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    /** RFC 7515 appendix A.5: no signature. Appendix E: a critical extension that nobody knows. */
    @Test
    void refusesTheUnsecuredAndTheCriticalExampleOfRfc7515() throws JoseException {
        String unsecured = "eyJhbGciOiJub25lIn0." + PAYLOAD + ".";
        String critical = "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6"
                + "Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUNCn0.RkFJTA.";
        for (Vector vector : Vector.values()) {
            assertThat(vector.key(vector.algorithm).verifies(unsecured)).isFalse();
            assertThat(vector.key(vector.algorithm).verifies(critical)).isFalse();
        }
        assertThat(World.of(KeyKind.HS256).verifier.verify(unsecured)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(World.of(KeyKind.HS256).verifier.verify(critical)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void signsAsRfc8037AppendixA4Does() throws JoseException {
        String jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

        assertThat(Forge.sign(
                        "{\"alg\":\"EdDSA\"}",
                        "Example of Ed25519 signing",
                        "EdDSA",
                        PublicJsonWebKey.Factory.newPublicJwk(jwk).getPrivateKey()))
                .isEqualTo(Vector.RFC8037_A4.token);
        assertThat(KeyFile.load(jwk).get(0).kid()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void namesAKeyByItsRfc7638Thumbprint() throws JoseException {
        String signer = KeyKind.ES256.value().replace("{\"keys\":[", "").replace("]}", "");
        String published =
                "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\",\"n\":\"0vx7agoebGcQSuuPiLJX"
                        + "ZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64t"
                        + "Z_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
                        + "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
                        + "Cur-kEgU8awapJzKnqDKgw\"}";

        assertThat(KeyFile.load("{\"keys\":[" + signer + "," + published + "]}"))
                .extracting(SigningKey::kid)
                .contains("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
