package io.latchkey.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.latchkey.api.WriteTransaction;
import io.latchkey.api.WriteTransaction.Audience;
import io.latchkey.mutation.MutationOutcome.Event;
import io.latchkey.mutation.MutationOutcome.Kind;
import io.latchkey.protocol.Code;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutatorTest {
    private MutationWorld world;

    @BeforeAll
    void open() {
        world = MutationWorld.with(Notes.class, Visit.class, Visit.Count.class);
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void takesItsArgumentsAsARecord() {
        Desk desk = new Desk(world);
        assertThat(desk.told("editNote", "{\"id\":\"a\",\"size\":2,\"tags\":[\"x\"],\"more\":true}"))
                .isEqualTo("applied");
        assertThat(desk.state()).containsOnly(entry("note/a", "{\"id\":\"a\",\"size\":2,\"tags\":[\"x\"]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":{}}", "{\"size\":\"big\"}", "{\"tags\":1}", "[]", "\"s\"", "1", "null"})
    void argumentsThatDoNotFitTheRecordAreInvalid(String args) {
        assertThat(new Desk(world).told("editNote", args)).isEqualTo("invalid_arguments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "overflow"})
    void whatThrowsIsUndoneAndTellsNothingOfWhy(String name) {
        Desk desk = new Desk(world);
        MutationOutcome outcome = desk.run(Users.writer("ann"), name, "{}");
        assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
        assertThat(outcome.code()).contains(Code.INTERNAL);
        assertThat(outcome.detail()).contains(Code.INTERNAL.message());
        assertThat(outcome.detail().orElseThrow()).doesNotContain("secret", "Exception", "Error");
        assertThat(desk.state()).isEmpty();
        assertThat(desk.told("set", "{\"key\":\"k\",\"value\":1}")).isEqualTo("applied");
    }

    @ParameterizedTest
    @CsvSource({
        "step_up_required, step_up_required, because",
        "no_stock, mutation_rejected, no_stock: because",
        "token_expired, mutation_rejected, token_expired: because"
    })
    void rejectsWithItsOwnWords(String code, String told, String detail) {
        Desk desk = new Desk(world);
        MutationOutcome outcome = desk.run(Users.writer("ann"), "refuse", "{\"code\":\"" + code + "\"}");
        assertThat(outcome.code().map(Code::toString)).contains(told);
        assertThat(outcome.detail()).contains(detail);
        assertThat(desk.state()).isEmpty();
    }

    @Test
    void isRefusedAllTheSameWhenItCatchesTheRefusal() {
        Desk desk = new Desk(world);
        assertThat(desk.told("stubborn", "{}")).isEqualTo("invalid_arguments");
        assertThat(desk.state()).isEmpty();
    }

    @Test
    void mayAmendAnswerEmitAndActAfterTheCommit() {
        Desk desk = new Desk(world);
        MutationOutcome outcome = desk.run(Users.writer("ann"), "all", "{\"x\":1}");
        assertThat(outcome.kind()).isEqualTo(Kind.AMENDED);
        assertThat(outcome.detail()).contains("rounded");
        assertThat(outcome.data().map(JsonValue::toString)).contains("{\"id\":7}");
        Event event = outcome.events().get(0);
        assertThat(event.name()).isEqualTo("ping");
        assertThat(event.data()).hasToString("{\"x\":1}");
        assertThat(event.audience()).isEqualTo(Audience.OTHERS);
        assertThat(outcome.afterCommit()).hasSize(1);
        assertThat(desk.state()).containsOnly(entry("by", "\"ann@acme:board\""));
    }

    @Test
    void cannotUseATransactionThatItKept() {
        Desk desk = new Desk(world).holding("k", "1");
        assertThat(desk.told("keep", "{}")).isEqualTo("applied");
        WriteTransaction tx = Objects.requireNonNull(world.bean(Notes.class).kept());
        Stream<ThrowingCallable> uses = Stream.of(
                tx::auth,
                () -> tx.get("k"),
                () -> tx.get("k", Integer.class),
                () -> tx.scan(""),
                () -> tx.put("k", 2),
                () -> tx.delete("k"),
                () -> tx.emit("e", 1, Audience.ALL),
                () -> tx.amended("a"),
                () -> tx.result(1),
                () -> tx.afterCommit(() -> {}));
        uses.forEach(use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class));
        assertThat(desk.state()).containsOnly(entry("k", "1"));
    }

    @Test
    void hasARequestOfItsOwnThatEndsWithIt() {
        Desk desk = new Desk(world);
        Visit.Count count = world.bean(Visit.Count.class);
        for (int run = 1; run <= 2; run++) {
            MutationOutcome outcome = desk.run(Users.writer("ann"), "visit", "{}");
            assertThat(outcome.data().map(JsonValue::toString)).contains("[" + run + "," + run + "]");
            assertThat(count.ended).hasValue(run);
        }
        Visit visit = world.bean(Visit.class);
        assertThatThrownBy(visit::number).isInstanceOf(ContextNotActiveException.class);
    }

    @ParameterizedTest
    @CsvSource({"k, a?b", "k?, v"})
    void textThatIsNoUnicodeIsRefusedBeforeItReachesAnyone(String key, String value) {
        Desk desk = new Desk(world);
        assertThat(desk.told("halfPair", "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}"))
                .isEqualTo("invalid_arguments");
        assertThat(desk.state()).isEmpty();
    }
}
