package io.latchkey.login.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.config.Settings.OidcPreset;
import io.latchkey.config.Settings.OidcSettings;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {
    @ParameterizedTest
    @CsvSource({"OIDC,s", "KEYCLOAK,ann", "ENTRA,o", "OKTA,ann"})
    void eachPresetHasAUserIdThatTheUserCantChange(OidcPreset preset, String expected) {
        JsonObject claims = json("{'sub':'s','preferred_username':'ann','oid':'o'}");
        assertThat(claims(preset).callerOf(claims)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "realm_access.roles|{'realm_access':{'roles':['a','b']}}",
                "groups|{'groups':['a','b']}",
                "https://example.com/groups|{'https://example.com/groups':['a','b']}",
                "a.b|{'a.b':['a','b'],'a':{'b':['c']}}"
            })
    void groupsAreFoundByADottedPathOrByTheWholeName(String path, String claims) {
        Claims mapped = Claims.of(settings(OidcPreset.KEYCLOAK, Optional.of(path)));
        assertThat(mapped.groupsOf(json(claims))).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{'groups':null}", "{'groups':7}", "{'groups':[7,{},null,'']}", "{'groups':{'a':'b'}}"})
    void whatIsNoGroupIsLeftOut(String claims) {
        assertThat(claims(OidcPreset.OIDC).groupsOf(json(claims))).isEmpty();
    }

    @Test
    void entrasPointerInPlaceOfTheGroupsIsSeen() {
        Claims entra = claims(OidcPreset.ENTRA);
        assertThat(entra.isOverage(json("{'_claim_names':{'groups':'src1'},'_claim_sources':{'src1':{}}}")))
                .isTrue();
        assertThat(entra.isOverage(json("{'hasgroups':true}"))).isTrue();
        assertThat(entra.isOverage(json("{'groups':['a']}"))).isFalse();
        assertThat(entra.isOverage(json("{}"))).isFalse();
    }

    @Test
    void nameMailAndPictureAreThePublicFaceAndNothingElse() {
        JsonObject claims = json("{'name':'Ann','email':'ann@example.com','email_verified':true,"
                + "'picture':'https://example.com/a.png','phone_number':'1','sub':'s'}");
        assertThat(Claims.publicFace(claims))
                .isEqualTo(json("{'name':'Ann','email':'ann@example.com','avatar':'https://example.com/a.png'}"));
    }

    @Test
    void anUnverifiedMailAndAPictureThatIsNoLinkAreLeftOut() {
        JsonObject claims = json("{'email':'boss@example.com','email_verified':false,'picture':'javascript:alert(1)'}");
        assertThat(Claims.publicFace(claims)).isEmpty();
    }

    @Test
    void theTimeOfTheLoginAndItsKindAreRead() {
        JsonObject claims = json("{'auth_time':1700000000,'acr':'2'}");
        assertThat(Claims.authTime(claims)).contains(Instant.ofEpochSecond(1_700_000_000));
        assertThat(Claims.acr(claims)).contains("2");
    }

    private static Claims claims(OidcPreset preset) {
        return Claims.of(settings(preset, Optional.empty()));
    }

    private static OidcSettings settings(OidcPreset preset, Optional<String> groups) {
        return new OidcSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                preset,
                Optional.empty(),
                groups,
                List.of(),
                Duration.ZERO);
    }

    private static JsonObject json(String text) {
        return Json.trusted(text.replace('\'', '"')).asJsonObject();
    }
}
