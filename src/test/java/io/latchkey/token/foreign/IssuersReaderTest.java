package io.latchkey.token.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.config.SettingsException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuersReaderTest {
    private static final String GOOD =
            "'issuer':'https://a.test','jwks':'https://a.test/jwks','audience':'rooms','userPrefix':'a:'";

    private final IssuersReader reader = new IssuersReader(
            new KeySources(new HttpFetch(), Clock.systemUTC()), "latchkey", Optional.of("https://login.test"));

    private List<TrustedIssuer> read(String json) {
        return reader.read(json.replace('\'', '"'));
    }

    @Test
    void takesWhatIsWrittenAndSafeDefaultsForTheRest() {
        TrustedIssuer issuer = read("[{" + GOOD + "}]").get(0);

        assertThat(issuer.algorithms()).isEqualTo(Set.of("RS256"));
        assertThat(issuer.userClaim()).isEqualTo("sub");
        assertThat(issuer.groupsClaim()).isEmpty();
        assertThat(issuer.maxLifetime()).isEqualTo(Duration.ofHours(12));
        assertThat(issuer.trustGrants()).isFalse();
    }

    @Test
    void theLoginProviderNeedsNoPrefix() {
        assertThat(read("[{'issuer':'https://login.test','discovery':'https://login.test','audience':'rooms'}]")
                        .get(0)
                        .userPrefix())
                .isEmpty();
    }

    @Test
    void takesKeysInline() {
        String jwks = new TestIssuer().jwks();
        assertThat(reader.read("[{\"issuer\":\"https://a.test\",\"audience\":\"rooms\",\"userPrefix\":\"a:\",\"keys\":"
                        + jwks + "}]"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {}                                         | must be a JSON array
            [                                          | must be a JSON array
            [7]                                        | entry 1: not an object
            [{%s},{}]                                  | entry 2: "issuer" is missing
            [{%s,'audiense':'x'}]                      | there is no "audiense"
            [{%s,'keys':'x'}]                          | exactly one of "jwks", "discovery" and "keys"
            [{'issuer':'x','audience':'x','userPrefix':'p'}] | exactly one of "jwks", "discovery" and "keys"
            [{'issuer':'x','jwks':'https://a','userPrefix':'p'}] | "audience" is missing
            [{'issuer':'x','jwks':'https://a','audience':'x'}] | "userPrefix" is needed
            [{'issuer':'x','jwks':'https://a','audience':'x','userPrefix':''}] | "userPrefix" must be text
            [{'issuer':'x','jwks':'https://a','audience':'x','userPrefix':'key:'}] | "userPrefix" can't begin a user id
            [{'issuer':'latchkey','jwks':'https://a','audience':'x','userPrefix':'p'}] | this server's own
            [{'issuer':'x','jwks':'file:///etc/passwd','audience':'x','userPrefix':'p'}] | must be an http or https URL
            [{'issuer':'x','jwks':7,'audience':'x','userPrefix':'p'}] | "jwks" must be text
            [{'issuer':'x','keys':'-----BEGIN','audience':'x','userPrefix':'p'}] | "keys" must be a JWK set or PEM
            [{'issuer':'x','keys':{'keys':[]},'audience':'x','userPrefix':'p'}] | "keys" must be a JWK set or PEM
            [{%s,'algorithms':['HS256']}]              | "algorithms" must be a list out of
            [{%s,'algorithms':['none']}]               | "algorithms" must be a list out of
            [{%s,'algorithms':[]}]                     | "algorithms" must be a list out of
            [{%s,'algorithms':'RS256'}]                | "algorithms" must be a list out of
            [{%s,'maxLifetime':'12'}]                  | "maxLifetime" must be a duration
            [{%s,'maxLifetime':'PT0S'}]                | "maxLifetime" must be over zero
            [{%s,'trustGrants':'yes'}]                 | "trustGrants" must be true or false
            [{%s},{%s}]                                | "issuer" stands twice
            [{%s},{'issuer':'b','jwks':'https://b','audience':'x','userPrefix':'a:b:'}] | both could name one user
            """)
    void stopsTheStartAndSaysWhy(String setting, String why) {
        assertThatThrownBy(() -> read(setting.replace("%s", GOOD)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("latchkey.auth.issuers")
                .hasMessageContaining(why);
    }
}
