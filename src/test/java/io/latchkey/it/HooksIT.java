package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application on top of the WAR that has a say in who enters. */
class HooksIT {
    private static final String ROOM = "demo:hooks";

    @TempDir
    static Path folder;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.options()
                .war(WarVariant.in(folder).with(ApplicationHooks.class).file())
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.demo", true)
                .with("latchkey.token.secret", Tokens.SETTING)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RoomSocket.Options room() {
        return RoomSocket.to(server, "/rooms/" + ROOM);
    }

    @Test
    void theApplicationsHandlerKnowsItsOwnSessions() {
        try (RoomSocket socket = room().token("session-eve").connect()) {
            assertThat(socket.await("authenticated").getJsonObject("user").getString("id"))
                    .isEqualTo("eve");
        }
    }

    /** The same last word on a handler's user and on a token of ours. */
    @ParameterizedTest
    @CsvSource({"nothing, 401", "throws, 503", "session-banned, 403", "session-misfit, 401", "session-unlucky, 503"})
    void whomTheApplicationDoesNotWantIsRefused(String credential, int status) {
        assertThat(room().token(credential).refusedWith()).isEqualTo(status);
        if (credential.startsWith("session-")) {
            String token = Tokens.token(credential.substring(8), ROOM, "admin");
            assertThat(room().token(token).refusedWith()).isEqualTo(status);
            assertThat(Http.get(server, "/api/v1/rooms/" + ROOM + "/state", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void aNarrowedMemberMayNotWriteWhateverItsTokenSays() {
        try (RoomSocket socket =
                room().token(Tokens.token("guest", ROOM, "admin")).connect()) {
            assertThat(socket.await("authenticated").getString("access")).isEqualTo("read");
            socket.mutate(1, "set", "{\"key\":\"k\",\"value\":1}");
            assertThat(socket.result(1).getString("code")).isEqualTo("insufficient_permission");
        }
    }

    @Test
    void theApplicationsGrantsAreAddedToThePolicy() {
        for (String room : new String[] {"own:room", "demo:board"}) {
            String token = Http.get(server, "/api/v1/authorize?room=" + room, Http.basic("ann", "ann"))
                    .body();
            try (RoomSocket socket = RoomSocket.join(server, room, "client-1", token)) {
                assertThat(socket.await("authenticated").getString("access"))
                        .isEqualTo(room.equals("own:room") ? "admin" : "write");
            }
        }
        assertThat(Http.get(server, "/api/v1/authorize?room=own:room", Http.basic("bob", "bob"))
                        .statusCode())
                .isEqualTo(403);
    }
}
