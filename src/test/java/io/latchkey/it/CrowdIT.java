package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2,000 connections of 200 users in 100 rooms of a real server: who is meant goes, and nobody else. */
class CrowdIT {
    private static final int USERS = 200;
    private static final int EACH = 10;
    private static final int ROOMS = 100;
    private static final int AT_ONCE = 50;
    private static final String MEANT = "crowd-17";

    private record One(String user, String room, RoomSocket socket) {}

    @TempDir
    Path data;

    private int asked;

    @Test
    void whoIsMeantGoesNobodyElseAndAtTheEndEverybody() throws Exception {
        try (Server server = Server.options()
                .with("latchkey.data", data)
                .with("latchkey.api-key", Tokens.API_KEY)
                .with("latchkey.token.secret", Tokens.SETTING)
                .start()) {
            List<One> crowd = connect(server);
            JsonObject one = Http.invalidate(server, "{\"user\":\"" + MEANT + "\"}");
            assertThat(one.getJsonObject("connections").getInt("matched")).isEqualTo(EACH);
            assertThat(one.getJsonObject("connections").getInt("closed")).isEqualTo(EACH);
            closedAre(crowd, each -> each.user().equals(MEANT));
            JsonObject room = Http.invalidate(server, "{\"room\":\"crowd:3\",\"mode\":\"disconnect\"}");
            assertThat(room.getJsonObject("connections").getInt("matched")).isEqualTo((int) crowd.stream()
                    .filter(each ->
                            each.room().equals("crowd:3") && !each.user().equals(MEANT))
                    .count());
            closedAre(crowd, each -> each.user().equals(MEANT) || each.room().equals("crowd:3"));
            long left = crowd.stream().filter(each -> !each.socket().isClosed()).count();
            JsonObject all = Http.invalidate(server, "{\"all\":true}");
            assertThat(all.getJsonObject("connections").getInt("closed")).isEqualTo((int) left);
            closedAre(crowd, each -> true);
        }
    }

    /** Those who are not meant are not only still there: each is answered. */
    private void closedAre(List<One> crowd, Predicate<One> meant) {
        int ref = ++asked;
        for (One each : crowd) {
            if (meant.test(each)) {
                assertThat(each.socket().closed()).startsWith("44");
            } else {
                each.socket().send("{\"type\":\"ping\",\"ref\":" + ref + "}");
            }
        }
        for (One each : crowd) {
            if (!meant.test(each)) {
                each.socket()
                        .await(message -> message.getString("type").equals("pong") && message.getInt("ref") == ref);
            }
        }
    }

    private static List<One> connect(Server server) {
        List<One> crowd = new ArrayList<>();
        List<CompletableFuture<One>> coming = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            String name = "crowd-" + user;
            String token = Tokens.token(name, "crowd:*", "write");
            for (int i = 0; i < EACH; i++) {
                String room = "crowd:" + (user + i * 7) % ROOMS;
                coming.add(RoomSocket.to(server, "/rooms/" + room)
                        .token(token)
                        .connectAsync()
                        .thenApply(socket -> new One(name, room, socket)));
                if (coming.size() == AT_ONCE) {
                    coming.forEach(one -> crowd.add(one.join()));
                    coming.clear();
                }
            }
        }
        crowd.forEach(each -> each.socket().await("joined"));
        return crowd;
    }
}
