package io.latchkey.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.access.Ceiling;
import io.latchkey.api.Access;
import io.latchkey.api.AuthData;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.Grant;
import io.latchkey.api.RoomId;
import io.latchkey.api.TokenRequest;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.token.Credential.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final RoomId ROOM = new RoomId("acme:42");

    private final World world = World.of(KeyKind.HS256);

    private static AuthData auth(World world) {
        TokenRequest request = TokenRequest.of("ann", Grant.of("acme:*", Access.WRITE))
                .withUser(Json.object().add("name", "Ann").build())
                .withData(Json.object().add("team", 7).build())
                .withGroups(Set.of("desk"))
                .withSession("s-1");
        Verdict verdict = world.provisioning.authenticate(request, Ceiling.NONE);
        return ((Verdict.Authenticated) verdict).auth();
    }

    private Verdict use(String ticket) {
        return world.authenticator
                .authenticate(new Credential(Kind.TICKET, ticket), ROOM)
                .toCompletableFuture()
                .join();
    }

    @Test
    void whoEntersByATicketHasAllThatItWasBoughtWith() {
        AuthData bought = auth(world);
        AuthData rich = new AuthData(
                bought.userId(),
                bought.user(),
                bought.groups(),
                AuthData.Source.ISSUER,
                List.of(
                        bought.grants().get(0),
                        new Grant(
                                bought.grants().get(0).room(),
                                Access.READ.permissions(),
                                Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
                                List.of("note/${user}/"))),
                bought.data(),
                bought.tokenId(),
                bought.session(),
                bought.issuedAt().plusMillis(123),
                bought.expiresAt(),
                bought.controlSequence(),
                Optional.of(World.NOW.minusSeconds(60)),
                Optional.of("silver"),
                0);
        for (AuthData auth : List.of(bought, rich)) {
            assertThat(use(world.tickets.issue(auth, ROOM).ticket())).isEqualTo(new Verdict.Authenticated(auth));
        }
    }

    @Test
    void isKeptAsAHashOnlyAndShownInNoLog() {
        Tickets.Ticket ticket = world.tickets.issue(auth(world), ROOM);
        assertThat(world.ticketStore.dump()).doesNotContain(ticket.ticket());
        assertThat(ticket.toString()).doesNotContain(ticket.ticket());
        assertThat(new Credential(Kind.TICKET, ticket.ticket()).toString()).isEqualTo("TICKET");
    }

    @Test
    void endsAfterHalfAMinuteAndIsToldToBeSpent() {
        String ticket = world.tickets.issue(auth(world), ROOM).ticket();
        world.pass(Duration.ofSeconds(30));
        assertThat(use(ticket)).isEqualTo(new Refused(Code.TICKET_SPENT));
    }

    @Test
    void endsWithWhatItWasBoughtWith() {
        AuthData auth = auth(world);
        world.pass(Duration.between(World.NOW, auth.expiresAt()).minusSeconds(5));
        assertThat(world.tickets.issue(auth, ROOM).expiresAt()).isEqualTo(auth.expiresAt());
    }

    @Test
    void isForgottenAWhileAfterItsEnd() {
        String ticket = world.tickets.issue(auth(world), ROOM).ticket();
        world.pass(Duration.ofMinutes(16));
        world.tickets.issue(auth(world), ROOM);
        assertThat(use(ticket)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void canBeUsedUntilItExpiresWhereThatIsSet() {
        World generous = new World(Map.of("latchkey.ticket.uses", "unlimited", "latchkey.ticket.ttl", "PT15M"));
        Tickets.Ticket ticket = generous.tickets.issue(auth(generous), ROOM);
        assertThat(ticket.uses()).isEmpty();
        generous.pass(Duration.ofMinutes(14));
        for (int use = 0; use < 5; use++) {
            assertThat(generous.authenticator.authenticate(new Credential(Kind.TICKET, ticket.ticket()), ROOM))
                    .isCompletedWithValueMatching(Verdict.Authenticated.class::isInstance);
        }
    }

    @Test
    void countsNoMoreInADatabaseThatWasRestored() {
        String ticket = world.tickets.issue(auth(world), ROOM).ticket();
        world.sequence.set(new ControlSequence("db2", 7));
        assertThat(use(ticket)).isEqualTo(new Refused(Code.TOKEN_REVOKED));
    }

    @Test
    void isNoTokenAndATokenIsNoTicket() {
        String ticket = world.tickets.issue(auth(world), ROOM).ticket();
        assertThat(world.authenticator.authenticate(new Credential(Kind.MESSAGE, ticket), ROOM))
                .isCompletedWithValue(new Refused(Code.INVALID_TOKEN));
        String token = world.provisioning.issue(TokenRequest.of("ann", Grant.of("acme:42", Access.READ)));
        assertThat(use(token)).isEqualTo(new Refused(Code.INVALID_TOKEN));
    }

    @Test
    void anApplicationsTokenLivesAsManySecondsAsAskedFor() {
        TokenRequest request = TokenRequest.of("ann", Grant.of("acme:42", Access.READ));
        for (Map.Entry<TokenRequest, Integer> wanted : Map.of(
                        request,
                        600,
                        request.withTtl(Duration.ofSeconds(60)),
                        60,
                        request.withTtl(Duration.ofDays(9)),
                        21600)
                .entrySet()) {
            String token = world.provisioning.issue(wanted.getKey());
            AuthData auth = ((Verdict.Authenticated) world.authenticator
                            .authenticate(new Credential(Kind.MESSAGE, token), ROOM)
                            .toCompletableFuture()
                            .join())
                    .auth();
            assertThat(Duration.between(auth.issuedAt(), auth.expiresAt())).hasSeconds(wanted.getValue());
        }
    }

    @Test
    void anApplicationIsToldWhyItGetsNoToken() {
        Grant read = Grant.of("acme:42", Access.READ);
        for (TokenRequest wrong :
                List.of(TokenRequest.of("key:x", read), TokenRequest.of("", read), TokenRequest.of("ann"))) {
            assertThatThrownBy(() -> world.provisioning.issue(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
