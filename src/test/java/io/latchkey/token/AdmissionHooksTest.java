package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.access.LivePolicy;
import io.latchkey.access.Policy;
import io.latchkey.access.RightsSource;
import io.latchkey.api.Access;
import io.latchkey.api.AdmissionCheck;
import io.latchkey.api.AuthData;
import io.latchkey.api.Caller;
import io.latchkey.api.Permission;
import io.latchkey.api.RoomId;
import io.latchkey.api.UserSchema;
import io.latchkey.protocol.Code;
import io.latchkey.token.Credential.Kind;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an application's hooks may and may not do to a credential. */
class AdmissionHooksTest {
    private static final RoomId ROOM = new RoomId("acme:42");
    private static final Clock CLOCK = Clock.fixed(World.NOW, ZoneOffset.UTC);
    private static final UserSchema ANY = AdmissionHooks.NONE.schema();

    private final World world = World.of(KeyKind.HS256);
    private final RightsSource rights = new RightsSource(world.policy, world.marks, CLOCK);

    private Authenticator with(UserSchema schema, AdmissionCheck check) {
        return new Authenticator(
                world.verifier,
                world.callerTokens,
                ForeignCredentials.NONE,
                world.tickets,
                "latchkey",
                rights,
                new AdmissionHooks(schema, check));
    }

    /** As a token's holder, and as a caller whom the container knows. */
    private List<Verdict> both(Authenticator authenticator) {
        world.policy("{'grants':[{'users':['ann'],'room':'**','access':'admin'}]}");
        Credential token = new Credential(Kind.MESSAGE, new Forge(KeyKind.HS256).token());
        return List.of(
                authenticator.authenticate(token, ROOM).toCompletableFuture().join(),
                authenticator.authenticate(new Caller("ann", Set.of(), "s"), ROOM));
    }

    @Test
    void narrowsWhateverTheCredentialGives() {
        AdmissionCheck narrow = (auth, room) -> new AdmissionCheck.Narrowed(Access.READ.permissions());
        for (Verdict verdict : both(with(ANY, narrow))) {
            AuthData auth = ((Verdict.Authenticated) verdict).auth();
            assertThat(rights.rightsOf(auth, ROOM).access()).isEqualTo(Access.READ);
            assertThat(rights.rightsOf(auth.withVersion(3), ROOM).allows(Permission.ROOM_WRITE))
                    .isFalse();
        }
    }

    @Test
    void givesNothingThatTheCredentialDoesNotGive() {
        AdmissionCheck wide = (auth, room) -> new AdmissionCheck.Narrowed(Access.ADMIN.permissions());
        Verdict verdict = both(with(ANY, wide)).get(0);
        AuthData auth = ((Verdict.Authenticated) verdict).auth();
        assertThat(rights.rightsOf(auth, ROOM).access()).isEqualTo(Access.WRITE);
        assertThat(rights.rightsOf(auth, new RoomId("other:1")).isNone()).isTrue();
    }

    @Test
    void refuses() {
        AdmissionCheck refuse = (auth, room) -> new AdmissionCheck.Refused("not today");
        AdmissionCheck nothingLeft = (auth, room) -> new AdmissionCheck.Narrowed(Set.of(Permission.PRESENCE_WRITE));
        assertThat(both(with(ANY, refuse))).containsOnly(new Refused(Code.FORBIDDEN, "not today"));
        assertThat(both(with(ANY, nothingLeft))).containsOnly(new Refused(Code.FORBIDDEN));
    }

    @Test
    void aUserWhoDoesNotFitGetsInWithNoCredential() {
        UserSchema schema = user -> user.containsKey("name") ? Optional.of("no names") : Optional.empty();
        assertThat(both(with(schema, AdmissionHooks.NONE.check())))
                .containsOnly(new Refused(Code.INVALID_TOKEN, "The user does not fit: no names"));
    }

    @Test
    void aUserWhoDoesNotFitGetsNoToken() {
        UserSchema schema = user -> Optional.of("nobody does");
        TokenIssuer issuer = new TokenIssuer(world.settings, world.keys, schema, world.marks, CLOCK);
        CallerTokens tokens =
                new CallerTokens(issuer, world.policy, world.marks, world.sequence::get, world.settings, CLOCK);
        world.policy("{'grants':[{'users':['ann'],'room':'**','access':'admin'}]}");
        assertThat(tokens.issue(new Caller("ann", Set.of(), "s"), List.of(ROOM), Optional.empty()))
                .isEqualTo(new Refused(Code.INVALID_REQUEST, "The user does not fit: nobody does"));
    }

    @Test
    void aHookThatFailsLetsNobodyInAndIsOurFailure() {
        AdmissionCheck broken = (auth, room) -> {
            throw new IllegalStateException("a bug");
        };
        UserSchema brokenSchema = user -> {
            throw new IllegalStateException("a bug");
        };
        for (Authenticator authenticator : List.of(
                with(ANY, broken),
                with(brokenSchema, AdmissionHooks.NONE.check()),
                with(ANY, AdmissionHooksTest::nothing))) {
            assertThat(both(authenticator)).allMatch(Verdict.Unavailable.class::isInstance);
        }
    }

    @Test
    void anAccessPolicyThatFailsGivesNothingToAnybody() {
        LivePolicy failing = new LivePolicy(Policy.NONE, (user, groups) -> {
            throw new IllegalStateException("a bug");
        });
        CallerTokens callers =
                new CallerTokens(world.issuer, failing, world.marks, world.sequence::get, world.settings, CLOCK);
        Authenticator authenticator = new Authenticator(
                world.verifier,
                callers,
                ForeignCredentials.NONE,
                world.tickets,
                "latchkey",
                new RightsSource(failing, world.marks, CLOCK),
                AdmissionHooks.NONE);
        Caller ann = new Caller("ann", Set.of(), "s");
        assertThat(authenticator.authenticate(ann, ROOM)).isInstanceOf(Verdict.Unavailable.class);
        assertThatThrownBy(() -> callers.issue(ann, List.of(ROOM), Optional.empty()))
                .isInstanceOf(IllegalStateException.class);
    }

    @SuppressWarnings("NullAway") // what an application may do all the same
    private static AdmissionCheck.Decision nothing(AuthData auth, RoomId room) {
        return null;
    }
}
