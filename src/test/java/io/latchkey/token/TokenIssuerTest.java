package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.api.Access;
import io.latchkey.api.AuthData.Source;
import io.latchkey.api.Grant;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomPattern;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenIssuerTest {
    private static final Grant GRANT = new Grant(
            new RoomPattern("acme:*"),
            Set.of(Permission.ROOM_READ, Permission.mutate("set")),
            Optional.of(World.NOW.plusSeconds(30)),
            List.of("users/${user}/"));

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void issuesWhatItsVerifierUnderstandsAlike(KeyKind kind) throws ProtocolException {
        World world = World.of(kind);
        TokenIssuer.Issued issued = world.issuer.issue(claims(world, "ann", Forge.object("{\"a\":[1,\"ü\"]}")));

        assertThat(world.verifier.verify(issued.token())).isEqualTo(new Verdict.Authenticated(issued.auth()));
        assertThat(issued.auth().grants()).containsExactly(GRANT);
        assertThat(issued.auth().controlSequence()).contains(world.sequence.get());
        assertThat(issued.auth().authTime()).contains(World.NOW);
        assertThat(issued.auth().acr()).contains("2");
        assertThat(issued.auth().user().getString("id")).isEqualTo("ann");
        assertThat(issued.toString()).doesNotContain(issued.token());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void encryptsSoThatTheHolderCantRead(KeyKind kind) throws ProtocolException {
        Map<String, String> settings = new HashMap<>(Map.of(kind.setting(), kind.value()));
        settings.put("latchkey.token.encrypt", "true");
        World world = new World(settings);
        String token = world.issuer
                .issue(claims(world, "ann", JsonValue.EMPTY_JSON_OBJECT))
                .token();

        assertThat(token.split("\\.", -1)).hasSize(5);
        assertThat(world.verifier.verify(token)).isInstanceOf(Verdict.Authenticated.class);
        assertThat(world.verifier.verify(new Forge(kind).token())).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(world.verifier.verify(token.replaceFirst(".$", ""))).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(new World(settings).verifier.verify(token)).isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(World.of(kind).verifier.verify(token)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void givesEveryTokenItsOwnId() throws ProtocolException {
        World world = World.of(KeyKind.HS256);
        TokenClaims claims = claims(world, "ann", JsonValue.EMPTY_JSON_OBJECT);

        assertThat(world.issuer.issue(claims).auth().tokenId())
                .hasSize(22)
                .isNotEqualTo(world.issuer.issue(claims).auth().tokenId());
    }

    @Test
    void refusesToIssueWhatNoVerifierWouldTake() {
        World world = World.of(KeyKind.HS256);
        JsonObject large = Forge.object("{\"a\":\"" + "x".repeat(4096) + "\"}");
        JsonObject deep = Forge.object("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}");

        refuses(world, claims(world, "key:x", JsonValue.EMPTY_JSON_OBJECT), "\"sub\"");
        refuses(world, claims(world, "x".repeat(129), JsonValue.EMPTY_JSON_OBJECT), "\"sub\"");
        refuses(world, claims(world, "ann", large), "\"data\" is over 4 KB");
        refuses(world, claims(world, "ann", deep), "nested deeper");
        refuses(world, claims(world, Duration.ofHours(7), List.of(GRANT)), "the life of a token");
        refuses(world, claims(world, Duration.ofMillis(999), List.of(GRANT)), "the life of a token");
        refuses(world, claims(world, Duration.ofHours(1), Collections.nCopies(65, GRANT)), "more than 64");
        Grant wordy =
                new Grant(new RoomPattern("x".repeat(128)), Access.READ.permissions(), Optional.empty(), List.of());
        refuses(world, claims(world, Duration.ofHours(1), Collections.nCopies(64, wordy)), "over 8 KB");
    }

    private static void refuses(World world, TokenClaims claims, String why) {
        assertThatThrownBy(() -> world.issuer.issue(claims)).isInstanceOfSatisfying(ProtocolException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST);
            assertThat(e.detail()).contains(why);
        });
    }

    private static TokenClaims claims(World world, String user, JsonObject data) {
        return claims(world, user, data, Duration.ofMinutes(10), List.of(GRANT));
    }

    private static TokenClaims claims(World world, Duration ttl, List<Grant> grants) {
        return claims(world, "ann", JsonValue.EMPTY_JSON_OBJECT, ttl, grants);
    }

    private static TokenClaims claims(World world, String user, JsonObject data, Duration ttl, List<Grant> grants) {
        return new TokenClaims(
                user,
                Forge.object("{\"id\":\"root\",\"name\":\"Ann\"}"),
                Set.of("a", "b"),
                Source.PROVISION,
                grants,
                data,
                "sid",
                ttl,
                Objects.requireNonNull(world.sequence.get()),
                Optional.of(World.NOW.plusMillis(5)),
                Optional.of("2"));
    }
}
