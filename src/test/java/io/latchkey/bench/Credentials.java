package io.latchkey.bench;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What connects show, each another user's: room tokens made here, tickets bought from the server. */
final class Credentials implements AutoCloseable {
    /** What {@code latchkey.api-key} must be. */
    static final String KEY = "lk_the-key-of-a-benchmark-of-forty-three-charact";
    /** What {@code latchkey.token.secret} must be, behind {@code utf8:}. */
    static final String SECRET = "the secret of a benchmark, of 256 bits and some more";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int CREATED = 201;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService buyers = Executors.newFixedThreadPool(Connects.AT_ONCE);
    private final int port;
    private final String header;
    private final JsonObject claims;

    /** Has the server issue one token, as which all others are made: header, control sequence and times. */
    Credentials(int port) throws IOException {
        this.port = port;
        String[] parts = post(
                        "provision",
                        "{\"user\":\"template\",\"resources\":[" + "{\"object\":\"room\",\"reference\":\"bench:*\","
                                + "\"permission\":\"write\"}]}")
                .getString("token")
                .split("\\.", -1);
        this.header = parts[0];
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        this.claims = Json.trusted(payload).asJsonObject();
    }

    /** A token that the server has never seen, of a user of its own, for one room. */
    String token(String room) {
        String user = user();
        String grants = "[{\"room\":\"" + room + "\",\"access\":\"write\"}]";
        String own = "{\"sub\":\"" + user + "\",\"jti\":\"" + UUID.randomUUID() + "\",\"sid\":\"" + UUID.randomUUID()
                + "\",\"user\":{\"name\":\"User\"},\"grants\":" + grants;
        StringBuilder payload = new StringBuilder(own);
        List<String> named = List.of("sub", "jti", "sid", "user", "grants");
        claims.forEach((name, value) -> {
            if (!named.contains(name)) {
                payload.append(",\"").append(name).append("\":").append(value);
            }
        });
        String signed = header + "."
                + BASE64.encodeToString(payload.append('}').toString().getBytes(StandardCharsets.UTF_8));
        return signed + "." + BASE64.encodeToString(mac(signed));
    }

    private static byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String user() {
        return "user-" + UUID.randomUUID();
    }

    /** Buys a ticket for each of the rooms, as many at once as there are connects at once; in the same order. */
    List<String> tickets(List<String> rooms) throws IOException {
        List<Future<String>> bought = new ArrayList<>();
        for (String room : rooms) {
            bought.add(buyers.submit(() -> ticket(room)));
        }
        List<String> tickets = new ArrayList<>();
        try {
            for (Future<String> one : bought) {
                tickets.add(one.get());
            }
            return tickets;
        } catch (ExecutionException e) {
            throw new IOException("no ticket", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String ticket(String room) throws IOException {
        String body = "{\"room\":\"" + room + "\",\"user\":\"" + user() + "\",\"permission\":\"write\"}";
        return post("tickets", body).getString("ticket");
    }

    /** A call of a backend that has the key. */
    static HttpRequest request(int port, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private JsonObject post(String path, String body) throws IOException {
        try {
            HttpResponse<String> answer = http.send(request(port, path, body), BodyHandlers.ofString());
            if (answer.statusCode() != CREATED) {
                throw new IOException("refused: " + answer.body());
            }
            return Json.trusted(answer.body()).asJsonObject();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        buyers.shutdownNow();
    }
}
