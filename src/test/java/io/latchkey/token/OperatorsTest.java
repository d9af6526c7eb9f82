package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.Ceiling;
import io.latchkey.access.Scope;
import io.latchkey.api.Access;
import io.latchkey.api.Caller;
import io.latchkey.api.RoomId;
import io.latchkey.api.RoomPattern;
import io.latchkey.config.Secret;
import io.latchkey.store.H2Store;
import io.latchkey.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
    private static final String FIRST = "a first key of more than thirty-two characters";

    @TempDir
    Path folder;

    private Store store;
    private ApiKeys keys;
    private Operators operators;

    @BeforeEach
    void open() {
        store = H2Store.open(folder);
        keys = keys(NOW);
        operators = operators(keys, NOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ApiKeys keys(Instant now) {
        return new ApiKeys(store, Optional.of(new Secret(FIRST)), Clock.fixed(now, ZoneOffset.UTC));
    }

    private Operators operators(ApiKeys some, Instant now) {
        return new Operators(some, store::control, Duration.ofMinutes(10), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Caller caller(String name, String... groups) {
        return new Caller(name, Set.of(groups), "session-1");
    }

    private String make(ApiKey.Terms terms) {
        Operator first = operators.byKey(FIRST).orElseThrow();
        return keys.make(first, terms).orElseThrow().secret();
    }

    @Test
    void theFirstKeyHasEveryScopeWithoutAPrefixOrARow() {
        assertThat(operators.isKey(FIRST)).isTrue();
        Operator first = operators.byKey(FIRST).orElseThrow();
        assertThat(Scope.values()).allMatch(first::has);
        assertThat(first.reachesEveryRoom()).isTrue();
        assertThat(first.userId()).isEqualTo("key:bootstrap");
        assertThat(keys.list("", 10)).isEmpty();
        assertThat(operators.byKey(FIRST + "x")).isEmpty();
    }

    @Test
    void aKeyEndsAtItsTime() {
        ApiKey.Terms terms =
                new ApiKey.Terms("short", Set.of(Scope.ROOMS), Ceiling.NONE, Optional.of(NOW.plusSeconds(60)));
        String secret = make(terms);
        assertThat(operators.byKey(secret).orElseThrow().auth().expiresAt()).isEqualTo(NOW.plusSeconds(60));
        Instant end = NOW.plusSeconds(60);
        assertThat(operators(keys(end), end).byKey(secret)).isEmpty();
    }

    @Test
    void aKeyTakesPartInRoomsBelowItsCeilingOnly() {
        Ceiling ceiling = new Ceiling(List.of(new RoomPattern("acme:*")), Access.READ);
        Operator operator = operators
                .byKey(make(new ApiKey.Terms("desk", Set.of(Scope.ROOMS), ceiling, Optional.empty())))
                .orElseThrow();
        assertThat(operator.userId()).isEqualTo("key:desk");
        assertThat(operator.isKey()).isTrue();
        assertThat(operator.reaches(new RoomId("acme:1"))).isTrue();
        assertThat(operator.reaches(new RoomId("other:1"))).isFalse();
        assertThat(operator.member().grants()).singleElement().satisfies(grant -> {
            assertThat(grant.room()).isEqualTo(new RoomPattern("acme:*"));
            assertThat(Access.describing(grant.permissions())).isEqualTo(Access.READ);
        });
    }

    @Test
    void theSecretIsKeptAsAHashAndShownInNoLog() {
        ApiKeys.Made made = keys.make(
                        operators.byKey(FIRST).orElseThrow(),
                        new ApiKey.Terms("desk", Set.of(Scope.AUDIT), Ceiling.NONE, Optional.empty()))
                .orElseThrow();
        assertThat(made.toString()).doesNotContain(made.secret());
        assertThat(store.keys("", 10).toString()).doesNotContain(made.secret());
    }

    @Test
    void aRoleOfTheContainerCountsAsItsScopesAndNothingElseDoes() {
        Operator admin =
                operators.byRole(caller("root"), Operators.ADMIN_ROLE::equals).orElseThrow();
        assertThat(Scope.values()).allMatch(admin::has);
        assertThat(admin.userId()).isEqualTo("root");
        assertThat(admin.isKey()).isFalse();
        Operator provisioner = operators
                .byRole(caller("ci", Operators.PROVISIONER_ROLE), role -> false)
                .orElseThrow();
        assertThat(provisioner.scopes()).containsExactly(Scope.PROVISION);
        assertThat(provisioner.ceiling().max()).isEqualTo(Access.WRITE);
        assertThat(operators.byRole(caller("ann", "admins"), role -> false)).isEmpty();
        assertThat(operators.byRole(caller("key:desk"), role -> true)).isEmpty();
    }
}
