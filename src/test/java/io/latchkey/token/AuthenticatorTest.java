package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.access.RightsSource;
import io.latchkey.api.Access;
import io.latchkey.api.RoomId;
import io.latchkey.protocol.Code;
import io.latchkey.store.StoreException;
import io.latchkey.token.Credential.Kind;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final RoomId ROOM = new RoomId("acme:42");

    private final World world = World.of(KeyKind.HS256);
    private final Forge forge = new Forge(KeyKind.HS256);

    @Test
    void letsAGrantedUserIntoTheRoomAndNoOther() {
        Credential credential = new Credential(Kind.AUTHORIZATION, forge.token());

        assertThat(now(world.authenticator.authenticate(credential, ROOM))).isInstanceOf(Verdict.Authenticated.class);
        assertThat(now(world.authenticator.authenticate(credential, new RoomId("other:42"))))
                .isEqualTo(new Refused(Code.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"room\":\"acme:42\",\"permissions\":[\"room:write\"]}]",
                "[{\"room\":\"acme:42\",\"permissions\":[\"mutate:set\",\"presence:write\"]}]",
                "[{\"room\":\"acme:42\",\"access\":\"admin\",\"until\":\"2026-01-31T10:00:00Z\"}]",
                "[{\"room\":\"acme\",\"access\":\"admin\"},{\"room\":\"acme:42:*\",\"access\":\"admin\"}]",
            })
    void keepsOutWhoeverMayNotReadTheRoom(String grants) {
        Credential credential = new Credential(Kind.MESSAGE, forge.token(Forge.with("grants", grants)));

        assertThat(now(world.authenticator.authenticate(credential, ROOM))).isEqualTo(new Refused(Code.FORBIDDEN));
    }

    @Test
    void takesTheRightsOfTheLastOfTwoCredentialsOfOneUser() {
        Credential read = credential(Kind.SUBPROTOCOL, "ann", "read");
        Credential write = credential(Kind.MESSAGE, "ann", "write");

        for (List<Credential> order : List.of(List.of(read, write), List.of(write, read))) {
            Verdict verdict = now(world.authenticator.authenticateAll(order, ROOM));
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            Verdict.Authenticated.class,
                            accepted -> assertThat(accepted.auth().grants())
                                    .singleElement()
                                    .satisfies(grant -> assertThat(Access.describing(grant.permissions()))
                                            .isEqualTo(Access.WRITE)));
        }
    }

    @Test
    void refusesTwoCredentialsOfTwoUsersOrWithOneThatIsWrong() {
        Credential ann = credential(Kind.SUBPROTOCOL, "ann", "read");
        Credential bob = credential(Kind.MESSAGE, "bob", "read");
        Credential wrong = new Credential(Kind.AUTHORIZATION, "wrong");

        assertThat(now(world.authenticator.authenticateAll(List.of(ann, bob), ROOM)))
                .isEqualTo(new Refused(Code.USER_MISMATCH));
        assertThat(now(world.authenticator.authenticateAll(List.of(ann, wrong), ROOM)))
                .isEqualTo(new Refused(Code.INVALID_TOKEN));
        assertThat(now(world.authenticator.authenticateAll(List.of(), ROOM)))
                .isEqualTo(new Refused(Code.CREDENTIALS_REQUIRED));
        assertThat(ann.toString()).isEqualTo("SUBPROTOCOL");
    }

    @Test
    void tellsAFailingDatabaseFromABadToken() {
        TokenVerifier broken = new TokenVerifier(
                world.settings,
                world.keys,
                Optional.empty(),
                () -> {
                    throw new StoreException("down");
                },
                Clock.fixed(World.NOW, ZoneOffset.UTC));
        RightsSource rights = new RightsSource(world.policy, world.marks, Clock.fixed(World.NOW, ZoneOffset.UTC));

        assertThat(new Authenticator(
                                broken,
                                world.callerTokens,
                                ForeignCredentials.NONE,
                                world.tickets,
                                "latchkey",
                                rights,
                                AdmissionHooks.NONE)
                        .verify(new Credential(Kind.MESSAGE, forge.token())))
                .isInstanceOf(Verdict.Unavailable.class);
    }

    /** A verdict on a credential of ours is there at once. */
    private static Verdict now(CompletionStage<Verdict> verdict) {
        assertThat(verdict.toCompletableFuture()).isDone();
        return verdict.toCompletableFuture().join();
    }

    private Credential credential(Kind kind, String user, String access) {
        String claims = Forge.with("grants", "[{\"room\":\"acme:42\",\"access\":\"" + access + "\"}]");
        return new Credential(kind, forge.token(claims.replace("\"sub\":\"ann\"", "\"sub\":\"" + user + "\"")));
    }
}
