package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.config.SettingsLoader;
import jakarta.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

    @Test
    void grantsToUsersGroupsAndEveryone() throws PolicyException {
        Policy policy = Policy.parse("""
                {"grants":[
                 {"users":["ann"],"room":"a:1","access":"admin"},
                 {"groups":["staff"],"room":"a:*","permissions":["room:read","mutate:set"]},
                 {"groups":["*"],"room":"open:**","access":"read","until":"2026-02-01T00:00:00Z","keys":["x/"]}]}""");

        assertThat(policy.grantsOf("ann", Set.of("staff", "*"))).hasSize(3);
        assertThat(policy.grantsOf("bob", Set.of("staff"))).hasSize(2);
        assertThat(policy.grantsOf("eve", Set.of())).singleElement().satisfies(grant -> {
            assertThat(grant.until()).contains(Instant.parse("2026-02-01T00:00:00Z"));
            assertThat(grant.keys()).containsExactly("x/");
        });
        assertThat(policy.groups()).containsExactly("staff");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'room':'a','access':'read'}                                          | names neither users nor groups
            {'users':[],'room':'a','access':'read'}                               | "users" must be a list of strings
            {'users':['*'],'room':'a','access':'read'}                            | write "groups":["*"]
            {'users':['key:x'],'room':'a','access':'read'}                        | no user id
            {'users':[7],'room':'a','access':'read'}                              | "users" must be a list of strings
            {'users':'ann','room':'a','access':'read'}                            | "users" must be a list of strings
            {'users':['ann'],'room':'a*','access':'read'}                         | "room" is no room pattern: "a*"
            {'users':['ann'],'room':'**:a','access':'read'}                       | "room" is no room pattern
            {'users':['ann'],'access':'read'}                                     | "room" must be
            {'users':['ann'],'room':'a'}                                          | exactly one of
            {'users':['ann'],'room':'a','access':'read','permissions':['room:read']} | exactly one of
            {'users':['ann'],'room':'a','access':'owner'}                         | not "owner"
            {'users':['ann'],'room':'a','access':'custom'}                        | not "custom"
            {'users':['ann'],'room':'a','access':null}                            | "access" must be
            {'users':['ann'],'room':'a','permissions':['room:own']}               | no permission "room:own"
            {'users':['ann'],'room':'a','permissions':[]}                         | "permissions" must be
            {'users':['ann'],'room':'a','access':'read','untill':'x'}             | unknown member "untill"
            {'users':['ann'],'room':'a','access':'read','until':'tomorrow'}       | "until" must be a time
            {'users':['ann'],'room':'a','access':'read','until':'2026-13-01T00:00:00Z'} | "until" is no time
            {'users':['ann'],'room':'a','access':'read','until':'2026-01-01T00:00:00+01:00'} | "until" must be a time
            {'users':['ann'],'room':'a','access':'write','keys':[]}               | "keys" must be
            {'users':['ann'],'room':'a','access':'write','keys':['note']}         | ending in "/"
            {'users':['ann'],'room':'a','access':'write','keys':['${group}/']}    | no placeholder but
            7                                                                     | not an object
            """)
    void tellsWhichEntryIsWrongAndWhy(String entry, String why) {
        String json = "{'grants':[{'groups':['*'],'room':'a','access':'read'}," + entry + "]}";

        assertThatThrownBy(() -> Policy.parse(json.replace('\'', '"')))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("entry 2 of the policy: ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}
            {'grants':{}}
            {'grants':[],'grant':[]}
            {'grants':[],'grants':[]}
            {'grants':[]
            []
            """)
    void refusesWhatIsNoPolicy(String json) {
        assertThatThrownBy(() -> Policy.parse(json.replace('\'', '"')))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("{\"grants\":[...]}");
    }

    @Test
    void readsAFileOrInlineJson(@TempDir Path folder) throws Exception {
        String json = "{\"grants\":[{\"groups\":[\"*\"],\"room\":\"a\",\"access\":\"read\"}]}";
        Path file = Files.writeString(folder.resolve("policy.json"), json);

        assertThat(Policy.load(file.toString()).grantsOf("x", Set.of())).hasSize(1);
        assertThat(Policy.load(json).grantsOf("x", Set.of())).hasSize(1);
        assertThatThrownBy(() -> Policy.load("/no/such/file")).hasMessageContaining("/no/such/file can't be read");
    }

    @Test
    void makesTheDemoPolicyWork() throws PolicyException {
        Properties demo = new Properties();
        demo.setProperty("latchkey.demo", "true");
        Policy policy =
                Policy.load(new SettingsLoader(demo, Map.of()).load().policy().orElseThrow());

        assertThat(access(policy, "ann")).isEqualTo(Access.WRITE);
        assertThat(access(policy, "bob")).isEqualTo(Access.READ);
        assertThat(access(policy, "root")).isEqualTo(Access.ADMIN);
        assertThat(policy.grantsOf("eve", Set.of())).isEmpty();
    }

    private static RightsSource rights(LivePolicy policy) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new RightsSource(policy, new Marks(clock), clock);
    }

    @Test
    void asksThePolicyOfNowForTheRoomsThatTheTokenNames() throws PolicyException {
        Policy before = Policy.parse("{\"grants\":[{\"groups\":[\"staff\"],\"room\":\"**\",\"access\":\"write\"}]}");
        LivePolicy policy = new LivePolicy(before);
        RightsSource rights = rights(policy);
        AuthData auth = auth(Source.POLICY);

        assertThat(rights.rightsOf(auth, new RoomId("a:1")).access()).isEqualTo(Access.WRITE);
        assertThat(rights.rightsOf(auth, new RoomId("b:1")).isNone()).isTrue();
        policy.replace(Policy.NONE);
        assertThat(rights.rightsOf(auth, new RoomId("a:1")).isNone()).isTrue();
    }

    @Test
    void takesTheTokensOwnGrantsWhateverThePolicySays() {
        RightsSource rights = rights(new LivePolicy(Policy.NONE));

        assertThat(rights.rightsOf(auth(Source.PROVISION), new RoomId("a:1")).access())
                .isEqualTo(Access.READ);
        assertThat(rights.rightsOf(auth(Source.PROVISION), new RoomId("b:1")).isNone())
                .isTrue();
    }

    private static Access access(Policy policy, String user) {
        RoomId board = new RoomId("demo:board");
        return Rights.of(user, board, policy.grantsOf(user, Set.of()), NOW).access();
    }

    private static AuthData auth(Source source) {
        return new AuthData(
                "ann",
                JsonValue.EMPTY_JSON_OBJECT,
                Set.of("staff"),
                source,
                List.of(Grant.of("a:*", Access.READ)),
                JsonValue.EMPTY_JSON_OBJECT,
                "jti",
                "sid",
                NOW,
                NOW.plusSeconds(600),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }
}
