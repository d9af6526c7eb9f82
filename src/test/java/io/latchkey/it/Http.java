package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.protocol.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** HTTP as the tests speak it. */
final class Http {
    /** An Origin that the shared server's settings name. */
    static final String FRIEND = "https://friend.example";

    /** HTTP/1.1: of an HTTP/2 connection Payara keeps each request until it ends, which no heap figure bears. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static HttpRequest.Builder request(Server server, String path) {
        return HttpRequest.newBuilder(server.uri(path));
    }

    static HttpResponse<String> get(Server server, String path, String authorization) {
        return send(request(server, path).header("Authorization", authorization));
    }

    static HttpResponse<String> post(Server server, String path, String authorization, String json) {
        return send(request(server, path)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** @param json none when it is empty */
    static HttpResponse<String> call(Server server, String method, String path, String authorization, String json) {
        HttpRequest.Builder request = request(server, path).header("Authorization", authorization);
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Ends access as an operator; the receipt. */
    static JsonObject invalidate(Server server, String json) {
        HttpResponse<String> answer = call(server, "POST", "/api/v1/invalidations", "Bearer " + Tokens.API_KEY, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.trusted(answer.body()).asJsonObject();
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpRequest built = request.build();
            built.headers().allValues("Authorization").forEach(Secrets::usedInHeader);
            HttpResponse<String> response = CLIENT.send(built, HttpResponse.BodyHandlers.ofString());
            Secrets.usedInJson(response.body());
            requireNoDisclosure(response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Pages may write about classes, answers may not. */
    private static void requireNoDisclosure(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() >= 400 || type.contains("json")) {
            Disclosure.none(response.body());
        }
    }

    static JsonObject json(HttpResponse<String> response) {
        return Json.trusted(response.body()).asJsonObject();
    }

    /** The code of a problem. */
    static String code(HttpResponse<String> response) {
        return json(response).getString("code");
    }

    /** The status line that a server gives to an upgrade with a path as raw as it stands here. */
    static String rawUpgrade(Server server, String path, String... headers) {
        return rawStatus(
                server,
                path,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + String.join("", headers));
    }

    /** The status line of a GET with a path as raw as it stands here. */
    static String rawStatus(Server server, String path, String headers) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n" + headers + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = socket.getInputStream().read();
                    b >= 0 && b != '\r';
                    b = socket.getInputStream().read()) {
                line.write(b);
            }
            return line.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
