package io.latchkey.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuiltinMutationsTest {
    private MutationWorld world;

    @BeforeAll
    void open() {
        world = MutationWorld.with();
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void eachOneDoesWhatItsNameSays() {
        Desk desk = new Desk(world);
        assertThat(desk.told("set", "{'key':'a','value':{'x':1}}".replace('\'', '"')))
                .isEqualTo("applied");
        assertThat(desk.told("patch", "{\"key\":\"a\",\"merge\":{\"x\":null,\"y\":2}}"))
                .isEqualTo("applied");
        assertThat(desk.told("increment", "{\"key\":\"n\"}")).isEqualTo("applied");
        assertThat(desk.told("append", "{\"key\":\"l\",\"value\":null}")).isEqualTo("applied");
        assertThat(desk.told("append", "{\"key\":\"l\",\"value\":[2]}")).isEqualTo("applied");
        assertThat(desk.told("setAll", "{\"values\":{\"p/1\":1,\"p/2\":2,\"q\":3}}"))
                .isEqualTo("applied");
        assertThat(desk.told("clear", "{\"prefix\":\"p/\"}")).isEqualTo("applied");
        assertThat(desk.told("delete", "{\"key\":\"q\"}")).isEqualTo("applied");
        assertThat(desk.state()).containsOnly(entry("a", "{\"y\":2}"), entry("n", "1"), entry("l", "[null,[2]]"));
    }

    @Test
    void aMissingKeyIsDeletedAndAnEmptyPrefixClearsEverything() {
        Desk desk = new Desk(world).holding("a", "1").holding("b", "2");
        assertThat(desk.told("delete", "{\"key\":\"nothing\"}")).isEqualTo("applied");
        assertThat(desk.told("clear", "{\"prefix\":\"none\"}")).isEqualTo("applied");
        assertThat(desk.state()).hasSize(2);
        assertThat(desk.told("clear", "{\"prefix\":\"\"}")).isEqualTo("applied");
        assertThat(desk.state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set|{}",
                "set|{\"key\":\"k\"}",
                "set|{\"key\":1,\"value\":1}",
                "set|{\"key\":null,\"value\":1}",
                "set|[]",
                "set|null",
                "set|\"key\"",
                "delete|{}",
                "patch|{\"key\":\"k\"}",
                "patch|{\"key\":\"k\",\"merge\":1}",
                "patch|{\"key\":\"text\",\"merge\":{}}",
                "increment|{\"key\":\"text\"}",
                "increment|{\"key\":\"k\",\"by\":\"1\"}",
                "increment|{\"key\":\"k\",\"by\":null}",
                "append|{\"key\":\"text\",\"value\":1}",
                "append|{\"key\":\"k\"}",
                "setAll|{\"values\":[]}",
                "setAll|{}",
                "clear|{}",
                "clear|{\"prefix\":1}"
            })
    void whatIsMissingOrOfTheWrongKindIsRefusedAndChangesNothing(String name, String args) {
        Desk desk = new Desk(world).holding("text", "\"t\"");
        assertThat(desk.told(name, args)).isEqualTo("invalid_arguments");
        assertThat(desk.state()).containsOnly(entry("text", "\"t\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\u0000b", "a\\nb", "\\u007f", "\\u0085"})
    void aKeyIsNeitherEmptyNorHoldsControlCharacters(String key) {
        Desk desk = new Desk(world);
        assertThat(desk.told("set", "{\"key\":\"" + key + "\",\"value\":1}")).isEqualTo("invalid_arguments");
        assertThat(desk.told("setAll", "{\"values\":{\"ok\":1,\"" + key + "\":1}}"))
                .isEqualTo("invalid_arguments");
        assertThat(desk.state()).isEmpty();
    }

    @Test
    void aKeyHasAtMost256Characters() {
        Desk desk = new Desk(world);
        assertThat(desk.told("set", "{\"key\":\"" + "k".repeat(256) + "\",\"value\":1}"))
                .isEqualTo("applied");
        assertThat(desk.told("set", "{\"key\":\"" + "k".repeat(257) + "\",\"value\":1}"))
                .isEqualTo("invalid_arguments");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.2, 0.30000000000000004",
        "9007199254740991, 1, 9007199254740992",
        "-9007199254740991, -1, -9007199254740992",
        "1.5, 0.5, 2",
        "5, -5, 0",
        "9007199254740993, 0, 9007199254740992"
    })
    void incrementComputesWithDoublesAsABrowserDoes(String before, String by, double after) {
        Desk desk = new Desk(world).holding("n", before);
        assertThat(desk.told("increment", "{\"key\":\"n\",\"by\":" + by + "}")).isEqualTo("applied");
        assertThat(Double.parseDouble(String.valueOf(desk.state().get("n")))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"1e308, 1e308", "-1e308, -1e308"})
    void incrementRefusesASumThatIsNoNumber(String before, String by) {
        Desk desk = new Desk(world).holding("n", before);
        assertThat(desk.told("increment", "{\"key\":\"n\",\"by\":" + by + "}")).isEqualTo("invalid_arguments");
        assertThat(desk.state()).containsOnly(entry("n", before));
    }

    /** RFC 7396, appendix A: those whose target and patch are objects, as this protocol asks for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}|{\"a\":null}|{}",
                "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
                "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
                "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
                "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}"
            })
    void patchMergesAsRfc7396Says(String target, String merge, String merged) {
        Desk desk = new Desk(world).holding("k", target);
        assertThat(desk.told("patch", "{\"key\":\"k\",\"merge\":" + merge + "}"))
                .isEqualTo("applied");
        assertThat(desk.state()).containsOnly(entry("k", merged));
    }
}
