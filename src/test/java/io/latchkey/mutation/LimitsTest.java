package io.latchkey.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
    private static final int VALUE = 128 * 1024;

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
    void aValueIsAtMost128KilobytesOfJsonText() {
        Desk desk = new Desk(world);
        assertThat(desk.told("set", set("k", VALUE - 2))).isEqualTo("applied");
        assertThat(desk.told("set", set("k", VALUE - 1))).isEqualTo("state_too_large");
        assertThat(desk.state().get("k")).hasSize(VALUE);
    }

    @Test
    void aValueIsMeasuredInBytesNotInCharacters() {
        Desk desk = new Desk(world);
        String value = "\u20ac".repeat(VALUE / 3 + 1);
        assertThat(desk.told("set", "{\"key\":\"k\",\"value\":\"" + value + "\"}"))
                .isEqualTo("state_too_large");
        assertThat(desk.told("set", "{\"key\":\"k\",\"value\":\"" + value.substring(1) + "\"}"))
                .isEqualTo("applied");
    }

    @Test
    void aMutationWritesAtMost256Kilobytes() {
        Desk desk = new Desk(world);
        assertThat(desk.told("setAll", values(2, VALUE - 4))).isEqualTo("applied");
        assertThat(desk.told("setAll", values(3, VALUE - 4))).isEqualTo("state_too_large");
        assertThat(desk.state()).hasSize(2);
    }

    @Test
    void aFullRoomTakesNothingMoreButCanBeEmptied() {
        Desk desk = new Desk(world);
        int keys = (int) (MutationWorld.MAX_STATE / (100 * 1024));
        for (int i = 0; i < keys; i++) {
            assertThat(desk.told("set", set("k" + i, 100 * 1024))).isEqualTo("applied");
        }
        assertThat(desk.told("set", set("more", 100 * 1024))).isEqualTo("state_too_large");
        assertThat(desk.told("set", set("k0", 100))).isEqualTo("applied");
        assertThat(desk.told("set", set("more", 100 * 1024))).isEqualTo("applied");
        assertThat(desk.told("clear", "{\"prefix\":\"\"}")).isEqualTo("applied");
        assertThat(desk.state()).isEmpty();
    }

    @Test
    void aRoomAboveItsBoundMayShrinkButNotGrow() {
        Desk desk = new Desk(world).holding("old", "\"" + "x".repeat((int) MutationWorld.MAX_STATE) + "\"");
        assertThat(desk.told("set", set("k", 1))).isEqualTo("state_too_large");
        assertThat(desk.told("set", set("old", 100))).isEqualTo("applied");
    }

    private static String set(String key, int length) {
        return "{\"key\":\"" + key + "\",\"value\":\"" + "x".repeat(length) + "\"}";
    }

    private static String values(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"" + "x".repeat(length) + "\"")
                .collect(Collectors.joining(",", "{\"values\":{", "}}"));
    }
}
