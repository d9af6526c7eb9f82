package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
    private static final String WRITE = "{'room':'acme:42','access':'write'}";
    private static final String READ = "{'room':'acme:42','access':'read'}";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            read,                     true,  false, true,  false, false
            write,                    true,  true,  true,  true,  false
            read_write,               true,  true,  true,  true,  false
            join,                     true,  false, true,  false, false
            admin,                    true,  true,  true,  true,  true
            """)
    void givesAPresetItsPermissions(
            String access, boolean read, boolean write, boolean presence, boolean send, boolean admin) {
        Rights rights = rights("{'room':'acme:*','access':'" + access + "'}");

        assertThat(rights.allows(Permission.ROOM_READ)).isEqualTo(read);
        assertThat(rights.allows(Permission.ROOM_WRITE)).isEqualTo(write);
        assertThat(rights.allows(Permission.PRESENCE_WRITE)).isEqualTo(presence);
        assertThat(rights.allows(Permission.BROADCAST_SEND)).isEqualTo(send);
        assertThat(rights.allows(Permission.ROOM_ADMIN)).isEqualTo(admin);
        assertThat(rights.allowsMutation("set", true)).isEqualTo(write);
        assertThat(rights.allowsMutation("editNote", false)).isEqualTo(write);
        assertThat(rights.mayWriteKey("set", "a")).isEqualTo(write);
        assertThat(rights.access()).isEqualTo(Access.parse(access).orElseThrow());
    }

    @Test
    void givesNothingWithoutAMatchingGrant() {
        assertThat(rights().isNone()).isTrue();
        assertThat(rights("{'room':'acme:43','access':'admin'}").isNone()).isTrue();
        assertThat(rights("{'room':'acme:**','access':'admin'}").isNone()).isFalse();
    }

    @Test
    void letsOneNamedMutationRunAndNoOther() {
        Rights rights = rights("{'room':'acme:42','permissions':['room:read','mutate:set','mutate:editNote']}");

        assertThat(rights.allowsMutation("set", true)).isTrue();
        assertThat(rights.mayWriteKey("set", "any")).isTrue();
        assertThat(rights.allowsMutation("editNote", false)).isTrue();
        assertThat(rights.allowsMutation("delete", true)).isFalse();
        assertThat(rights.mayWriteKey("delete", "any")).isFalse();
        assertThat(rights.allowsMutation("no such name", false)).isFalse();
        assertThat(rights.allowsSomeMutation()).isTrue();
        assertThat(rights(READ).allowsSomeMutation()).isFalse();
        assertThat(rights.access()).isEqualTo(Access.CUSTOM);
        assertThat(rights.permissions())
                .extracting(Permission::name)
                .containsExactly("mutate:editNote", "mutate:set", "room:read");
    }

    @Test
    void bindsWritesToTheKeysOfTheGrantEvenForAdmins() {
        for (String access : List.of("write", "admin")) {
            Rights rights = rights("{'room':'acme:42','access':'" + access + "','keys':['note/']}");

            assertThat(rights.mayWriteKey("set", "note/1")).isTrue();
            assertThat(rights.mayWriteKey("set", "other/1")).isFalse();
            assertThat(rights.mayWriteKey("set", "note")).isFalse();
            assertThat(rights.mayWriteKey("clear", "note/1/")).isTrue();
            assertThat(rights.mayWriteKey("clear", "")).isFalse();
            assertThat(rights.mayWriteKey("clear", "no")).isFalse();
        }
    }

    @Test
    void runsAnApplicationsMutationUnderKeysOnlyByItsName() {
        Rights rights = rights("{'room':'acme:42','permissions':['room:write','mutate:editNote'],'keys':['note/']}");

        assertThat(rights.allowsMutation("editNote", false)).isTrue();
        assertThat(rights.allowsMutation("dropAll", false)).isFalse();
        assertThat(rights("{'room':'acme:42','access':'admin','keys':['a/']}").allowsMutation("editNote", false))
                .isFalse();
    }

    @Test
    void letsAGrantWithoutKeysWinOverOneWithKeys() {
        Rights rights = rights("{'room':'acme:42','access':'write','keys':['note/']}", WRITE);

        assertThat(rights.mayWriteKey("set", "other/1")).isTrue();
        assertThat(rights.allowsMutation("dropAll", false)).isTrue();
    }

    @Test
    void neverLendsTheKeysOfOneGrantToThePermissionsOfAnother() {
        Rights rights = rights(
                "{'room':'acme:42','permissions':['mutate:set'],'keys':['a/']}",
                "{'room':'acme:42','permissions':['mutate:delete'],'keys':['b/']}");

        assertThat(rights.mayWriteKey("set", "a/1")).isTrue();
        assertThat(rights.mayWriteKey("delete", "b/1")).isTrue();
        assertThat(rights.mayWriteKey("delete", "a/1")).isFalse();
        assertThat(rights.mayWriteKey("set", "b/1")).isFalse();
    }

    @Test
    void addsTheRoomsPresenceFromAGrantWithKeysToOneWithout() {
        Rights rights = rights(READ, "{'room':'acme:42','access':'write','keys':['users/${user}/']}");

        assertThat(rights.access()).isEqualTo(Access.WRITE);
        assertThat(rights.mayWriteKey("set", "users/ann/x")).isTrue();
        assertThat(rights.mayWriteKey("set", "users/bob/x")).isFalse();
    }

    @Test
    void givesNoKeysToAUserIdThatHoldsASlash() {
        Grant grant = grant("{'room':'acme:42','access':'write','keys':['users/${user}/']}");
        Rights rights = Rights.of("ann/x", ROOM, List.of(grant), NOW);

        assertThat(rights.mayWriteKey("set", "users/ann/x/1")).isFalse();
        assertThat(rights.allowsMutation("set", true)).isFalse();
        assertThat(rights.allows(Permission.ROOM_READ)).isTrue();
    }

    @Test
    void countsAdminAloneAsEverything() {
        Rights rights = rights("{'room':'acme:42','permissions':['room:admin']}");

        assertThat(rights.allows(Permission.ROOM_READ)).isTrue();
        assertThat(rights.allowsMutation("any", false)).isTrue();
        assertThat(rights.access()).isEqualTo(Access.ADMIN);
    }

    @Test
    void doesNotTellMutationsThatTheRightToWriteIncludes() {
        assertThat(rights(WRITE, "{'room':'acme:42','permissions':['mutate:set']}")
                        .access())
                .isEqualTo(Access.WRITE);
    }

    @Test
    void endsAGrantAtItsTimeAndSaysWhenTheNextOneEnds() {
        String ended = "{'room':'acme:42','access':'admin','until':'2026-01-31T10:00:00Z'}";
        String later = "{'room':'acme:42','access':'write','until':'2026-01-31T12:00:00Z'}";
        String sooner = "{'room':'acme:42','access':'read','until':'2026-01-31T11:00:00Z'}";

        assertThat(rights(ended).isNone()).isTrue();
        assertThat(rights(ended, READ).nextChange()).isEmpty();
        assertThat(rights(later, sooner, READ).nextChange()).contains(Instant.parse("2026-01-31T11:00:00Z"));
        assertThat(rights(sooner, later).nextChange()).contains(Instant.parse("2026-01-31T11:00:00Z"));
    }

    private static Rights rights(String... grants) {
        List<Grant> list = new ArrayList<>();
        for (String grant : grants) {
            list.add(grant(grant));
        }
        return Rights.of("ann", ROOM, list, NOW);
    }

    private static Grant grant(String json) {
        try {
            return GrantReader.read(Json.parseObject(json.replace('\'', '"')));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    @Test
    void aCeilingTakesAwayAndNeverAdds() {
        Instant now = Instant.parse("2026-01-31T10:00:00Z");
        RoomId room = new RoomId("a");
        Rights admin = Rights.of("ann", room, List.of(Grant.of("a", Access.ADMIN)), now);
        Rights read = Rights.of("ann", room, List.of(Grant.of("a", Access.READ)), now);

        assertThat(admin.within(Access.WRITE.permissions()).access()).isEqualTo(Access.WRITE);
        assertThat(read.within(Access.ADMIN.permissions()).access()).isEqualTo(Access.READ);
        assertThat(admin.within(Set.of()).isNone()).isTrue();
        Rights one = admin.within(Set.of(Permission.ROOM_READ, Permission.mutate("set")));
        assertThat(one.allowsMutation("set", true)).isTrue();
        assertThat(one.allowsMutation("delete", true)).isFalse();
        assertThat(one.allows(Permission.ROOM_ADMIN)).isFalse();
    }

    @Test
    void aCeilingNamesNoMutationToAGrantThatIsBoundToKeys() {
        Grant bound = new Grant(new RoomPattern("a"), Access.WRITE.permissions(), Optional.empty(), List.of("notes/"));
        Rights rights = Rights.of("ann", new RoomId("a"), List.of(bound), Instant.EPOCH)
                .within(Set.of(Permission.ROOM_READ, Permission.ROOM_WRITE, Permission.mutate("own")));

        assertThat(rights.allowsMutation("own", false)).isFalse();
        assertThat(rights.mayWriteKey("set", "notes/1")).isTrue();
        assertThat(rights.mayWriteKey("set", "other/1")).isFalse();
    }
}
