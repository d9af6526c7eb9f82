package io.latchkey.it;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that the JavaScript client replays, replayed by the server. */
@ExtendWith(RunningServer.class)
class TranscriptIT {
    private static final Path FOLDER = Path.of("src", "test", "resources", "transcripts");

    /** Its credential is in the first message; this replay sends its own in the handshake. */
    private static final Set<String> LATER = Set.of("first-message.json");

    private final Server server;

    TranscriptIT(Server server) {
        this.server = server;
    }

    static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json") && !LATER.contains(name))
                    .filter(name -> !read(name).getBoolean("clientOnly", false))
                    .sorted()
                    .toList();
        }
    }

    private static JsonObject read(String name) {
        try {
            return Json.trusted(Files.readString(FOLDER.resolve(name))).asJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theServerSaysWhatTheTranscriptSays(String name) {
        JsonObject transcript = read(name);
        String room = "demo:transcript-" + name;
        // a reader creates no room by a pattern, so somebody else has been there
        RoomSocket.join(server, room, "somebody", Tokens.token("bob", room, "read"))
                .close();
        List<JsonObject> steps = transcript.getJsonArray("steps").getValuesAs(JsonObject.class);
        try (Replay replay = new Replay(server, room, transcript.getString("access"))) {
            for (int i = 0; i < steps.size(); i++) {
                take(replay, steps.get(i), steps.subList(i, steps.size()));
            }
        }
    }

    /** Steps of the application, of its view and of its clock are the client's own business. */
    private static void take(Replay replay, JsonObject step, List<JsonObject> rest) {
        if (step.containsKey("open")) {
            replay.open(step.getJsonObject("open"));
        } else if (step.containsKey("client")) {
            replay.client(step.getJsonArray("client"));
        } else if (step.containsKey("server")) {
            replay.server(step.getJsonArray("server"));
        } else if (step.containsKey("close")) {
            replay.lose(nextVersion(rest));
        }
    }

    private static long nextVersion(List<JsonObject> rest) {
        return rest.stream()
                .filter(step -> step.containsKey("server"))
                .flatMap(step -> step.getJsonArray("server").stream())
                .map(JsonValue::asJsonObject)
                .filter(message -> message.getString("type").equals("joined"))
                .mapToLong(message -> message.getJsonNumber("version").longValue())
                .findFirst()
                .orElse(0);
    }
}
