package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.config.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {
    @Test
    void makesAKeyOnFirstStartAndFindsItOnTheNext() {
        MemoryKeys database = new MemoryKeys();
        World world = new World(Map.of());

        SigningKeys first = SigningKeys.load(world.settings, database, database, Clock.systemUTC());
        SigningKeys second = SigningKeys.load(world.settings, database, database, Clock.systemUTC());

        assertThat(first.signer().algorithm()).isEqualTo("HS256");
        assertThat(second.signer().verifies(first.signer().sign("t", "{}"))).isTrue();
        assertThat(world.keys.signer().kid()).isNotEqualTo(first.signer().kid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2-hunter2-hunter2-hunter2-hunter2",
                "utf8:hunter2",
                "utf8:1234567890123456789012345678901",
                "utf8:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "utf8:a-string-secret-at-least-256-bits-long",
                "utf8:0123456789abcdef0123456789abcdef",
                "base64:aHVudGVyMg==",
                "base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "base64:not base64 at all",
                "base64:AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==",
                "BASE64:x",
            })
    void stopsTheStartForASecretThatCanBeGuessed(String secret) {
        assertThatThrownBy(() -> new World(Map.of("latchkey.token.secret", secret)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("latchkey.token.secret")
                .hasMessageNotContaining(secret.substring(secret.indexOf(':') + 1));
    }

    @Test
    void readsASecretInBothAlphabetsWithAndWithoutPadding() {
        byte[] secret = "fWQ6zJ0cH1u8mK3rT5yB7nX9pL2vD4aS\u00ff\u00fe".getBytes(StandardCharsets.UTF_8);
        List<String> ways = List.of(
                Base64.getEncoder().encodeToString(secret),
                Base64.getUrlEncoder().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));

        assertThat(ways.stream()
                        .map(way -> HmacKeys.ofSetting("base64:" + way).kid())
                        .distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, mode = EnumSource.Mode.EXCLUDE, names = "HS256")
    void readsAKeySetFromAFileAndSignsWithTheFirst(KeyKind kind, @TempDir Path folder) throws IOException {
        String other = KeyKind.RS256.publicJwk();
        String set = kind.value().replace("]}", "," + other + "]}");
        Path file = Files.writeString(folder.resolve("keys.json"), set);

        World world = new World(Map.of("latchkey.token.keys", file.toString()));

        assertThat(world.keys.signer().algorithm()).isEqualTo(kind.toString());
        assertThat(world.verifier.verify(new Forge(kind).token())).isInstanceOf(Verdict.Authenticated.class);
        assertThat(world.verifier.verify(new Forge(KeyKind.RS256).token())).isInstanceOf(Verdict.Authenticated.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    void readsAPrivateKeyInPem(String kind) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();
        String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded());

        SigningKey key = KeyFile.load(pem).get(0);

        assertThat(key.verifying()).isEqualTo(pair.getPublic());
        assertThat(KeyFile.load(pem + pem("PUBLIC KEY", pair.getPublic().getEncoded())))
                .hasSize(1);
    }

    /** The key of RFC 7515 appendix A.3, as `openssl pkcs8` writes it. */
    @Test
    void readsAnEcKeyAsOpensslWritesIt() {
        Base64.Decoder base64 = Base64.getUrlDecoder();
        HexFormat hex = HexFormat.of();
        byte[] der = hex.parseHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
                + hex.formatHex(base64.decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"))
                + "a14403420004"
                + hex.formatHex(base64.decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"))
                + hex.formatHex(base64.decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")));

        SigningKey key = KeyFile.load(pem("PRIVATE KEY", der)).get(0);

        assertThat(key.algorithm()).isEqualTo("ES256");
        assertThat(key.verifies(key.sign("t", "{}"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no/such/file",
                "{",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":[7]}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1bnRlcjI\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08\"}]}",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN nothing",
            })
    void stopsTheStartForKeysThatCantBeTaken(String keys) {
        assertThatThrownBy(() -> new World(Map.of("latchkey.token.keys", keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("latchkey.token.keys")
                .hasMessageNotContaining(keys);
    }

    @Test
    void stopsTheStartForAWeakKeyAPublicFirstKeyOrAnotherCurve() throws GeneralSecurityException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        KeyPairGenerator ed448 = KeyPairGenerator.getInstance("Ed448");

        assertThatThrownBy(() -> KeyFile.load(
                        pem("PRIVATE KEY", rsa.generateKeyPair().getPrivate().getEncoded())))
                .hasMessageContaining("2048");
        assertThatThrownBy(() -> KeyFile.load(
                        pem("PRIVATE KEY", ed448.generateKeyPair().getPrivate().getEncoded())))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> KeyFile.load("{\"keys\":[" + KeyKind.ES256.publicJwk() + "]}"))
                .hasMessageContaining("the first key must be a private one");
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void showsNoKeyInItsText(KeyKind kind) {
        SigningKey key = World.of(kind).keys.signer();

        assertThat(key.toString()).isEqualTo(kind + " " + key.kid());
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder().encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
