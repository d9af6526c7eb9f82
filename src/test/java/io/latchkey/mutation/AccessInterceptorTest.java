package io.latchkey.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.AuthData;
import io.latchkey.api.Mutation;
import io.latchkey.api.WriteTransaction;
import io.latchkey.protocol.Code;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessInterceptorTest {
    private static final String SET = "{\"key\":\"k\",\"value\":1}";

    private MutationWorld world;

    @BeforeAll
    void open() {
        world = MutationWorld.with(Notes.class, Visit.class, Visit.Count.class);
    }

    @AfterAll
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "delete", "patch", "increment", "append", "setAll", "clear", "editNote", "no such"})
    void whoMayOnlyReadIsTellingNothingOfNamesAndArguments(String name) {
        Desk desk = new Desk(world).holding("k", "1");
        assertThat(desk.told(Users.reader("bob"), name, "{}")).isEqualTo("insufficient_permission");
        assertThat(desk.told(Users.reader("bob"), name, SET)).isEqualTo("insufficient_permission");
        assertThat(desk.state()).hasSize(1).containsEntry("k", "1");
    }

    @Test
    void whoMayMutateIsToldThatANameIsUnknown() {
        Desk desk = new Desk(world);
        assertThat(desk.told("noSuch", "{}")).isEqualTo("unknown_mutation");
        assertThat(desk.told("not a name", "{}")).isEqualTo("unknown_mutation");
        assertThat(desk.told("", "{}")).isEqualTo("unknown_mutation");
        assertThat(desk.told(Users.user("c", Users.grant("room:admin")), "noSuch", "{}"))
                .isEqualTo("unknown_mutation");
        assertThat(desk.told(Users.user("c", Users.grant("mutate:set")), "noSuch", "{}"))
                .isEqualTo("unknown_mutation");
    }

    @Test
    void theRightToOneMutationIsNoRightToAnother() {
        Desk desk = new Desk(world);
        AuthData setter = Users.user("c", Users.grant("room:read mutate:set"));
        assertThat(desk.told(setter, "set", SET)).isEqualTo("applied");
        assertThat(desk.told(setter, "delete", SET)).isEqualTo("insufficient_permission");
        assertThat(desk.told(setter, "editNote", "{}")).isEqualTo("insufficient_permission");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set|{\"key\":\"cur/ann/x\",\"value\":1}|applied",
                "set|{\"key\":\"cur/ann\",\"value\":1}|insufficient_permission",
                "set|{\"key\":\"cur/bob/x\",\"value\":1}|insufficient_permission",
                "set|{\"key\":\"pub/x\",\"value\":1}|applied",
                "delete|{\"key\":\"other\"}|insufficient_permission",
                "increment|{\"key\":\"other\"}|insufficient_permission",
                "append|{\"key\":\"other\",\"value\":1}|insufficient_permission",
                "patch|{\"key\":\"other\",\"merge\":{}}|insufficient_permission",
                "setAll|{\"values\":{\"pub/1\":1,\"pub/2\":2}}|applied",
                "setAll|{\"values\":{\"pub/1\":1,\"other\":2}}|insufficient_permission",
                "clear|{\"prefix\":\"pub/\"}|applied",
                "clear|{\"prefix\":\"pub/sub\"}|applied",
                "clear|{\"prefix\":\"pub\"}|insufficient_permission",
                "clear|{\"prefix\":\"\"}|insufficient_permission",
                "editNote|{\"id\":\"a\"}|insufficient_permission"
            })
    void aGrantWithKeysOpensThosePrefixesAlone(String name, String args, String told) {
        AuthData ann = Users.user("ann", Users.grant("room:write", "cur/${user}/", "pub/"));
        assertThat(new Desk(world).told(ann, name, args)).isEqualTo(told);
    }

    @Test
    void keysBindAnAdministratorTooAndNothingIsWrittenByHalves() {
        Desk desk = new Desk(world);
        AuthData admin = Users.user("ann", Users.grant("room:admin", "pub/"));
        assertThat(desk.told(admin, "setAll", "{\"values\":{\"pub/1\":1,\"x\":1}}"))
                .isEqualTo("insufficient_permission");
        assertThat(desk.state()).isEmpty();
    }

    @Test
    void aUserIdWithASlashReachesNoKeysOfOthers() {
        AuthData slash = Users.user("ann/b", Users.grant("room:write", "cur/${user}/"));
        assertThat(new Desk(world).told(slash, "set", "{\"key\":\"cur/ann/b/x\",\"value\":1}"))
                .isEqualTo("insufficient_permission");
    }

    @Test
    void theArgumentsOfWhoMayNotAreNotEvenRead() {
        MutationOutcome outcome = new Desk(world).run(Users.reader("bob"), "editNote", "[]");
        assertThat(outcome.code()).contains(Code.INSUFFICIENT_PERMISSION);
    }

    /** As a registry would be that took instances in place of contextual references. */
    static class Bare {
        int calls;

        @Mutation("bare")
        void write(WriteTransaction tx) {
            calls++;
            tx.put("k", "stolen");
        }

        @Mutation("idle")
        void idle(WriteTransaction tx) {
            calls++;
        }
    }

    @ParameterizedTest
    @CsvSource({"bare, write", "idle, idle"})
    void aMethodReachedWithoutTheInterceptorCanReadAndWriteNothing(String name, String method) throws Exception {
        Method bare = Bare.class.getDeclaredMethod(method, WriteTransaction.class);
        Bare instance = new Bare();
        Map<String, Mutator> mutators = new HashMap<>(Map.of(name, new Mutator(name, instance, bare)));
        Desk desk = new Desk(world.mutations(new MutationRegistry(mutators)));
        assertThat(desk.told(name, "{}")).isEqualTo("internal");
        assertThat(instance.calls).isEqualTo(1);
        assertThat(desk.state()).isEmpty();
    }
}
