package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.protocol.Code;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsReaderTest {
    private static final Forge FORGE = new Forge(KeyKind.HS256);

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "iat", "exp", "jti", "grants"})
    void refusesATokenWithoutARequiredClaim(String claim) {
        Verdict verdict = verify(Forge.without(claim));

        assertRefused(verdict, Code.INVALID_TOKEN);
        assertThat(((Refused) verdict).detail()).contains("\"" + claim + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs", "sid", "src", "groups", "user", "data"})
    void takesATokenWithoutAnOptionalClaim(String claim) {
        accepted(verify(Forge.without(claim)));
    }

    @Test
    void makesASessionOfATokenThatNamesNone() {
        assertThat(accepted(verify(Forge.without("sid"))).session()).isEqualTo("t1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            iss | 7
            iss | "other"
            iss | ["latchkey"]
            iss | null
            aud | 7
            aud | "other"
            aud | []
            aud | ["other"]
            aud | ["latchkey",7]
            aud | {}
            sub | 7
            sub | ""
            sub | "key:backup"
            sub | "a\\u0000"
            sub | null
            iat | "1769853600"
            iat | true
            iat | -1
            iat | 1e300
            iat | 1769853616
            exp | "1769854200"
            exp | null
            exp | 1769853600
            exp | 1769853599
            exp | 1769875201
            exp | 9e99
            nbf | "x"
            nbf | 1769853616
            nbf | []
            jti | 7
            jti | ""
            cs | 7
            cs | "db1"
            cs | "db1.-1"
            cs | "db1.07"
            cs | "db1.99999999999999999999"
            sid | 7
            auth_time | "x"
            acr | 7
            src | "root"
            src | "POLICY"
            src | 7
            groups | "staff"
            groups | [7]
            groups | [""]
            groups | {}
            user | "ann"
            user | []
            user | null
            data | []
            data | "x"
            grants | {}
            grants | "x"
            grants | ["x"]
            grants | [null]
            grants | [{"room":"a*","access":"read"}]
            grants | [{"room":"a","access":"custom"}]
            grants | [{"room":"a","access":"read","permissions":["room:read"]}]
            grants | [{"room":"a"}]
            grants | [{"room":"a","access":"write","keys":[]}]
            grants | [{"room":"a","access":"write","keys":"x/"}]
            grants | [{"room":"a","access":"read","until":7}]
            grants | [{"room":"a","access":"read","extra":1}]
            """)
    void refusesAWrongClaimAndNamesIt(String claim, String value) {
        Verdict verdict = verify(Forge.with(claim, value));

        assertRefused(verdict, Code.INVALID_TOKEN);
        assertThat(((Refused) verdict).detail())
                .contains(claim.equals("nbf") || value.equals("1769853616") ? "" : claim);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            aud | ["other","latchkey"]
            iat | 1769853614
            iat | 1769853600.75
            exp | 1769875200
            nbf | 1769853614
            cs | "db1.0"
            src | "policy"
            sub | "ann/x"
            sub | "Ann Ü 😀"
            groups | []
            grants | []
            unknown | {"any":["thing"]}
            acr | "2"
            auth_time | 1769850000
            """)
    void takesWhatTheProtocolAllows(String claim, String value) {
        accepted(verify(Forge.with(claim, value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "7", "", "{\"sub\":\"ann\"", "{\"sub\":\"ann\",\"sub\":\"root\"}"})
    void refusesAPayloadThatIsNoObjectWithEachMemberOnce(String payload) {
        assertRefused(verify(payload), Code.INVALID_TOKEN);
    }

    @Test
    void refusesAMemberThatStandsTwiceInAGoodPayload() {
        assertRefused(verify(Forge.claims().toString().replaceFirst("\\{", "{\"sub\":\"root\",")), Code.INVALID_TOKEN);
    }

    @Test
    void holdsTheLimitsOfMembers() {
        String grants = String.join(",", Collections.nCopies(65, "{\"room\":\"a\",\"access\":\"read\"}"));
        List<String> many = Stream.iterate(0, i -> i + 1)
                .limit(129)
                .map(i -> "\"g" + i + "\"")
                .toList();

        assertRefused(verify(Forge.with("user", "{\"a\":\"" + "x".repeat(2048) + "\"}")), Code.INVALID_TOKEN);
        assertRefused(verify(Forge.with("data", "{\"a\":\"" + "x".repeat(4096) + "\"}")), Code.INVALID_TOKEN);
        assertRefused(verify(Forge.with("grants", "[" + grants + "]")), Code.INVALID_TOKEN);
        assertRefused(verify(Forge.with("groups", "[" + String.join(",", many) + "]")), Code.INVALID_TOKEN);
        accepted(verify(Forge.with("user", "{\"a\":\"" + "x".repeat(2000) + "\"}")));
    }

    private static Verdict verify(String claims) {
        return World.of(KeyKind.HS256).verifier.verify(FORGE.token(claims));
    }

    private static AuthData accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Authenticated.class);
        return ((Verdict.Authenticated) verdict).auth();
    }

    private static void assertRefused(Verdict verdict, Code code) {
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(((Refused) verdict).code()).isEqualTo(code);
    }
}
