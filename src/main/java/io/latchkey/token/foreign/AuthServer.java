package io.latchkey.token.foreign;

import io.latchkey.access.PrivateAddresses;
import io.latchkey.api.AuthHandler;
import io.latchkey.api.RoomId;
import io.latchkey.config.Settings.HandlerSettings;
import io.latchkey.protocol.JsonLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The external auth server of {@code latchkey.auth.handler-url} as an {@link AuthHandler}: blocks until it answers.
 *
 * <p>The name is resolved, every address looked at, and the request made right after: the JDK connects to what it
 * resolved a moment ago (it keeps that for {@code networkaddress.cache.ttl}, 30 s). Where an operator has set that to 0,
 * a name server that answers otherwise the second time is not noticed, since {@code java.net.http} can't be told which
 * address to use; with {@code https} such a server would still need the host's certificate.
 */
final class AuthServer implements AuthHandler {
    private static final int MAX_ANSWER = 64 * 1024;

    private final URI uri;
    private final HandlerSettings settings;
    private final HttpFetch http;

    AuthServer(URI uri, HandlerSettings settings, HttpFetch http) {
        this.uri = uri;
        this.settings = settings;
        this.http = http;
    }

    /** @throws CompletionException when there is no answer that counts */
    @Override
    public Answer authenticate(String auth, RoomId room, Map<String, String> open) {
        try {
            if (!settings.privateAddresses()) {
                requirePublic();
            }
            String body = new JsonLine()
                    .string("auth", auth)
                    .string("room", room.value())
                    .toString();
            HttpFetch.Answer answer = await(http.post(uri, body, MAX_ANSWER, settings.timeout()));
            return switch (answer.status()) {
                case 200 -> HandlerAnswer.read(answer.body(), room);
                case 401 -> new Refused("The token is not valid.");
                case 403 -> new Forbidden("Nothing is granted here.");
                default -> throw new IOException("status " + answer.status());
            };
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static HttpFetch.Answer await(CompletableFuture<HttpFetch.Answer> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("no answer in time");
        } catch (ExecutionException e) {
            throw new IOException("no answer: " + e.getCause());
        }
    }

    private void requirePublic() throws UnknownHostException, IOException {
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
            if (PrivateAddresses.contain(address)) {
                throw new IOException("it has a private address; latchkey.auth.handler-private allows that");
            }
        }
    }
}
