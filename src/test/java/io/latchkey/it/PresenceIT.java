package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What members see of one another. */
@ExtendWith(RunningServer.class)
class PresenceIT {
    private final Server server;

    PresenceIT(Server server) {
        this.server = server;
    }

    private RoomSocket join(String room, String user, String access) {
        return RoomSocket.join(server, room, "client-" + user, Tokens.token(user, room, access));
    }

    private static Predicate<JsonObject> presence(String list, String connection) {
        return message -> message.getString("type").equals("presence")
                && message.getJsonArray(list).stream()
                        .anyMatch(one ->
                                one.asJsonObject().getString("connection").equals(connection));
    }

    @Test
    void membersSeeWhoComesAndWhatEachShowsUnderItsOwnName() {
        String room = "demo:presence";
        try (RoomSocket ann = join(room, "ann", "write");
                RoomSocket bob = join(room, "bob", "read")) {
            String him = bob.await("joined").getString("connection");
            JsonObject came = ann.await(presence("joined", him));
            assertThat(came.toString()).contains("\"id\":\"bob\"");
            bob.send("{\"type\":\"presence\",\"data\":{\"x\":1},\"user\":{\"id\":\"ann\"},\"from\":\"ann\"}");
            JsonObject shown = ann.await(presence("updated", him));
            assertThat(shown.toString()).contains("\"presence\":{\"x\":1}", "\"id\":\"bob\"");
            try (RoomSocket eve = join(room, "eve", "read")) {
                assertThat(eve.await("joined").getJsonArray("members").toString())
                        .contains("\"presence\":{\"x\":1}");
            }
        }
    }

    @Test
    void aClientThatComesBackSoonHasNeitherLeftNorJoined() {
        String room = "demo:back";
        try (RoomSocket ann = join(room, "ann", "write")) {
            RoomSocket bob = join(room, "bob", "read");
            String him = bob.await("joined").getString("connection");
            ann.await(presence("joined", him));
            bob.send("{\"type\":\"presence\",\"data\":{\"x\":1}}");
            ann.await(presence("updated", him));
            bob.close();
            try (RoomSocket again = join(room, "bob", "read")) {
                assertThat(again.await("joined").getString("connection")).isEqualTo(him);
                again.send("{\"type\":\"presence\",\"data\":{\"x\":2}}");
                ann.await(message -> presence("updated", him).test(message)
                        && message.toString().contains("\"x\":2"));
                assertThat(ann.messages()).noneMatch(presence("left", him));
                assertThat(ann.messages().stream().filter(presence("joined", him)))
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void broadcastsReachTheOthersFromAStampedSender() {
        String room = "demo:broadcast";
        try (RoomSocket ann = join(room, "ann", "write");
                RoomSocket bob = join(room, "bob", "read")) {
            ann.send("{\"type\":\"broadcast\",\"event\":\"wave\",\"data\":[1],\"from\":{\"user\":{\"id\":\"eve\"}}}");
            JsonObject heard = bob.await("broadcast");
            assertThat(heard.getString("event")).isEqualTo("wave");
            assertThat(heard.getJsonObject("from").getJsonObject("user").getString("id"))
                    .isEqualTo("ann");
            bob.send("{\"type\":\"broadcast\",\"event\":\"wave\",\"data\":1}");
            assertThat(bob.await("error").getString("code")).isEqualTo("insufficient_permission");
            assertThat(ann.messages())
                    .noneMatch(message -> message.getString("type").equals("broadcast"));
        }
    }

    @Test
    void whatIsNoPresenceOrEventIsRefusedAndTheSocketStays() {
        String room = "demo:bad-presence";
        try (RoomSocket ann = join(room, "ann", "write")) {
            ann.send("{\"type\":\"presence\",\"data\":7}");
            ann.send("{\"type\":\"presence\",\"data\":{\"x\":\"" + "y".repeat(5000) + "\"}}");
            ann.send("{\"type\":\"broadcast\",\"event\":\"no space\",\"data\":1}");
            ann.await(seen -> ann.messages().stream()
                            .filter(message -> message.getString("type").equals("error"))
                            .count()
                    == 3);
            ann.send("{\"type\":\"ping\",\"ref\":1}");
            assertThat(ann.await("pong").getInt("ref")).isEqualTo(1);
        }
    }
}
