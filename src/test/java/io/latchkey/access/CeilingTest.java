package io.latchkey.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.api.Access;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CeilingTest {
    private static Ceiling ceiling(Access max, String... rooms) {
        return new Ceiling(Stream.of(rooms).map(RoomPattern::new).toList(), max);
    }

    private static boolean covers(Ceiling ceiling, String permission) {
        Set<Permission> permissions = Set.of(new Permission(permission));
        return ceiling.covers(new Grant(new RoomPattern("acme:1"), permissions, Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "acme:*, true",
        "acme:1, true",
        "acme:**, false",
        "acme:*:*, false",
        "acme, false",
        "*:1, false",
        "**, false",
        "other:1, false"
    })
    void aPatternIsReachedOnlyWhenEachOfItsRoomsIs(String pattern, boolean reached) {
        assertThat(ceiling(Access.WRITE, "x", "acme:*").reaches(new RoomPattern(pattern)))
                .isEqualTo(reached);
        assertThat(ceiling(Access.WRITE).reaches(new RoomPattern(pattern))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "room:read, READ",
        "presence:write, READ",
        "room:write, WRITE",
        "broadcast:send, WRITE",
        "mutate:set, WRITE",
        "room:admin, ADMIN"
    })
    void eachPermissionIsCoveredFromAPresetOn(String permission, Access least) {
        for (Access max : List.of(Access.READ, Access.WRITE, Access.ADMIN)) {
            assertThat(covers(ceiling(max), permission)).as(max + "").isEqualTo(max.compareTo(least) >= 0);
        }
    }

    @Test
    void aCeilingCoversOnlyTheSameOrLowerOnes() {
        Ceiling own = ceiling(Access.WRITE, "acme:*");
        assertThat(own.covers(ceiling(Access.READ, "acme:1", "acme:2"))).isTrue();
        assertThat(own.covers(ceiling(Access.ADMIN, "acme:1"))).isFalse();
        assertThat(own.covers(ceiling(Access.WRITE, "acme:1", "b"))).isFalse();
        assertThat(own.covers(ceiling(Access.WRITE))).isFalse();
        assertThat(Ceiling.NONE.covers(ceiling(Access.ADMIN))).isTrue();
    }
}
