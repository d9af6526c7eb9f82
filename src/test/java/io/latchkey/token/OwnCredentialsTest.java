package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnCredentialsTest {
    private final OwnCredentials own = new OwnCredentials("latchkey");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lk_abc",
                " lk_abc",
                "LK_abc",
                "lk_",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "_____________________-_____________________",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAA"
            })
    void keepsOurKeysAndTickets(String text) {
        assertThat(own.looksLike(text)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void keepsOurTokensHoweverTheyAreDamaged(KeyKind kind) {
        Forge forge = new Forge(kind);
        String token = forge.token();
        for (String damaged : List.of(
                token,
                token + "=",
                token + ".x",
                "x." + token,
                token.replace(".", " ."),
                token.substring(0, token.length() - 7),
                token.substring(0, token.lastIndexOf('.')),
                token.substring(token.indexOf('.') + 1),
                forge.header(),
                Forge.encode("{\"alg\":\"none\"}") + "." + Forge.encode("{ \"iss\" : \"latchkey\" }") + ".")) {
            assertThat(own.looksLike(damaged)).as(damaged).isTrue();
        }
    }

    @Test
    void letsOthersCredentialsGo() {
        String foreign = Forge.encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "."
                + Forge.encode("{\"iss\":\"https://login.test\",\"aud\":\"latchkey\",\"azp\":\"latchkey\"}") + ".c2ln";
        for (String text : List.of("", "x", "a-session-id", foreign, "A".repeat(42), "A".repeat(44), "ä.ö.ü", "....")) {
            assertThat(own.looksLike(text)).as(text).isFalse();
        }
    }
}
