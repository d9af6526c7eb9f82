package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.engine.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that authenticate in their first message, or never. */
@ExtendWith(RunningServer.class)
class FirstMessageIT {
    private static final String ROOM = "demo:first";
    private static final int PER_ADDRESS = 50;

    @TempDir
    static Path data;

    private static Server patient;

    private final Server server;

    FirstMessageIT(Server server) {
        this.server = server;
    }

    @BeforeAll
    static void startAServerThatWaits() {
        patient = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.token.secret", Tokens.SETTING)
                .with("latchkey.auth.on-failure", "wait")
                .with("latchkey.auth.timeout", "PT2S")
                .start();
    }

    @AfterAll
    static void stopIt() {
        patient.close();
    }

    private static String authenticate(String token) {
        return "{\"type\":\"authenticate\",\"token\":\"" + token + "\"}";
    }

    private RoomSocket open() {
        RoomSocket socket = RoomSocket.to(server, "/rooms/" + ROOM).connect();
        assertThat(socket.await("hello").getString("protocol")).isEqualTo("latchkey.v1");
        return socket;
    }

    @Test
    void aTokenInTheFirstMessageEntersAndWhatFollowsItIsTaken() {
        try (RoomSocket socket = open()) {
            socket.send(authenticate(Tokens.token("ann", ROOM, "write"))
                    + "\n{\"type\":\"mutate\",\"id\":1,\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":1}}");
            socket.await("joined");
            assertThat(socket.result(1).getString("outcome")).isEqualTo("applied");
        }
    }

    @Test
    void aStrangerMaySayNothingElse() {
        RoomSocket early = open();
        early.send("{\"type\":\"mutate\",\"id\":1,\"name\":\"set\",\"args\":{\"key\":\"k\",\"value\":1}}");
        assertThat(early.await("unauthorized").getString("code")).isEqualTo("credentials_required");
        assertThat(early.closed()).isEqualTo("4401 credentials_required");
        RoomSocket malformed = open();
        malformed.send("{");
        assertThat(malformed.closed()).isEqualTo("4400 protocol_error");
        RoomSocket large = open();
        large.send("x".repeat(16 * 1024 + 1));
        assertThat(large.closed()).isEqualTo("1009 payload_too_large");
    }

    @Test
    void aWrongTokenClosesAtOnceByDefault() {
        RoomSocket socket = open();
        socket.send(authenticate("x"));
        assertThat(socket.await("unauthorized").getString("code")).isEqualTo("invalid_token");
        assertThat(socket.closed()).isEqualTo("4401 invalid_token");
    }

    @Test
    void aStrangerHearsNothingOfTheRoom() {
        try (RoomSocket stranger = open();
                RoomSocket ann = RoomSocket.join(server, ROOM, "client-a", Tokens.token("ann", ROOM, "write"))) {
            ann.mutate(1, "set", "{\"key\":\"secret\",\"value\":1}");
            ann.result(1);
            ann.send("{\"type\":\"broadcast\",\"event\":\"e\",\"data\":1}\n{\"type\":\"ping\",\"ref\":1}");
            ann.await("pong"); // the broadcast is in the room's queue now, in front of who joins
            stranger.send(authenticate(Tokens.token("bob", ROOM, "read")));
            stranger.await("joined");
            assertThat(stranger.messages().stream().map(message -> message.getString("type")))
                    .startsWith("hello", "authenticated", "joined")
                    .doesNotContain("broadcast", "poke");
        }
    }

    @Test
    void threeWrongTokensAreEnoughWhereTriesAreAllowed() {
        RoomSocket socket = RoomSocket.to(patient, "/rooms/" + ROOM).connect();
        socket.send(authenticate("1"));
        socket.send(authenticate("2"));
        socket.send(authenticate("3"));
        assertThat(socket.closed()).isEqualTo("4429 too_many_attempts");
        try (RoomSocket second = RoomSocket.to(patient, "/rooms/" + ROOM).connect()) {
            second.send(authenticate("1"));
            second.await("unauthorized");
            second.send(authenticate(Tokens.token("ann", ROOM, "write")));
            second.await("joined");
        }
    }

    @Test
    void noTrafficMovesTheDeadline() {
        RoomSocket silent = RoomSocket.to(patient, "/rooms/" + ROOM).connect();
        RoomSocket busy = RoomSocket.to(patient, "/rooms/" + ROOM).connect();
        busy.send(authenticate("1"));
        assertThat(busy.closed()).isEqualTo("4408 auth_timeout");
        assertThat(silent.closed()).isEqualTo("4408 auth_timeout");
    }

    /** All at once: on a slow machine the first of many would be past their deadline before the last has come. */
    @Test
    void oneAddressHoldsOnlySoManyStrangersAndMembersAreServed() {
        List<CompletableFuture<Optional<RoomSocket>>> opening = new ArrayList<>();
        for (int i = 0; i < PER_ADDRESS + 10; i++) {
            opening.add(RoomSocket.to(server, "/rooms/" + ROOM)
                    .connectAsync()
                    .handle((socket, refusal) -> Optional.ofNullable(socket)));
        }
        List<RoomSocket> open =
                opening.stream().flatMap(socket -> socket.join().stream()).toList();
        try {
            long held = open.stream().filter(RoomSocket::isGreeted).count();
            assertThat(held).isPositive().isLessThanOrEqualTo(PER_ADDRESS);
            try (RoomSocket member = RoomSocket.join(server, ROOM, "client-m", Tokens.token("ann", ROOM, "write"))) {
                assertThat(member.await("joined").getString("epoch")).isNotEmpty();
            }
        } finally {
            open.forEach(RoomSocket::close);
        }
        // a place is free again once the connection has ended, which the server hears of a moment later
        RoomSocket.Options next = RoomSocket.to(server, "/rooms/" + ROOM);
        Await.until(
                "a stranger has a place again",
                () -> next.tryConnect()
                        .map(again -> {
                            again.close();
                            return true;
                        })
                        .orElse(false));
    }

    @Test
    void theContainersCallerEntersThroughThePolicy() {
        try (RoomSocket socket = RoomSocket.to(server, "/rooms/demo:board")
                .header("Authorization", Http.basic("bob", "bob"))
                .connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
        }
        try (RoomSocket explicit = RoomSocket.to(server, "/rooms/demo:board")
                .header("Authorization", Http.basic("bob", "bob"))
                .token(Tokens.token("ann", "demo:board", "write"))
                .connect()) {
            assertThat(explicit.await("authenticated").getJsonObject("user").getString("id"))
                    .isEqualTo("ann");
        }
    }

    @Test
    void aLaterTokenOfTheSameUserChangesTheRightsInPlace() {
        try (RoomSocket socket = RoomSocket.join(server, ROOM, "client-r", Tokens.token("ann", ROOM, "read"))) {
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("code")).isEqualTo("insufficient_permission");
            socket.send(authenticate(Tokens.token("eve", ROOM, "write")));
            assertThat(socket.await("unauthorized").getString("code")).isEqualTo("user_mismatch");
            socket.send(authenticate(Tokens.token("ann", ROOM, "write")));
            socket.mutate(2, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(2).getString("outcome")).isEqualTo("applied");
        }
    }
}
