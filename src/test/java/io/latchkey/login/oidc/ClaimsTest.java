package io.latchkey.login.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.config.SettingsLoader;
import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {
    @ParameterizedTest
    @CsvSource({"oidc,s", "keycloak,ann", "entra,o", "okta,ann"})
    void eachPresetHasAUserIdThatTheUserCantChange(String preset, String expected) {
        JsonObject claims = json("{'sub':'s','preferred_username':'ann','oid':'o'}");
        assertThat(claims(Map.of("latchkey.oidc.preset", preset)).callerOf(claims))
                .contains(expected);
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
        Claims mapped = claims(Map.of("latchkey.oidc.groups-claim", path));
        assertThat(mapped.groupsOf(json(claims))).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{'groups':null}", "{'groups':7}", "{'groups':[7,{},null,'']}", "{'groups':{'a':'b'}}"})
    void whatIsNoGroupIsLeftOut(String claims) {
        assertThat(claims(Map.of()).groupsOf(json(claims))).isEmpty();
    }

    @Test
    void entrasPointerInPlaceOfTheGroupsIsSeen() {
        Claims entra = claims(Map.of("latchkey.oidc.preset", "entra"));
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

    private static Claims claims(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return Claims.of(new SettingsLoader(properties, Map.of()).load().oidc());
    }

    private static JsonObject json(String text) {
        return Json.trusted(text.replace('\'', '"')).asJsonObject();
    }
}
