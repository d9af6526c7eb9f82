package io.latchkey.login.oidc;

import io.latchkey.config.Secret;
import io.latchkey.config.Settings;
import io.latchkey.config.Settings.OidcSettings;
import io.latchkey.login.ChosenBy;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider over HTTP. At most 16 calls at once and each at most 5 s, so that a provider that hangs can't use
 * up the server's threads. For use by many threads.
 */
@ChosenBy(ChosenBy.Choice.OIDC)
@ApplicationScoped
public class OidcProvider {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 256 * 1024;
    private static final int CALLS = 16;

    /** An answer of the provider that is not a 5xx. */
    record Answer(int status, JsonObject body) {
        /** The status alone: the body may hold tokens. */
        @Override
        public String toString() {
            return Integer.toString(status);
        }
    }

    private record Metadata(JsonObject document, Instant at) {}

    private final Semaphore calls = new Semaphore(CALLS);
    private volatile @Nullable HttpClient client;
    private volatile @Nullable Metadata metadata;

    private final Settings settings;
    private final Clock clock;

    @Inject
    public OidcProvider(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** For the client proxy. */
    @SuppressWarnings("NullAway")
    protected OidcProvider() {
        this(null, null);
    }

    OidcSettings oidc() {
        return settings.oidc();
    }

    /** The issuer as the provider writes it. */
    String issuer() throws IOException {
        return endpoint("issuer", Duration.ofHours(1)).orElseThrow(() -> new IOException("no issuer"));
    }

    /** An address out of the provider's metadata. */
    Optional<String> endpoint(String name) throws IOException {
        return endpoint(name, Duration.ofHours(1));
    }

    /** The same, from metadata that was fetched at most so long ago. */
    Optional<String> endpoint(String name, Duration age) throws IOException {
        return metadata(age).get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    /** OpenID Connect Discovery 1.0 section 4. */
    private JsonObject metadata(Duration age) throws IOException {
        Metadata known = metadata;
        if (known != null && known.at().plus(age).isAfter(clock.instant())) {
            return known.document();
        }
        String issuer = oidc().provider().map(URI::toString).orElse("").replaceAll("/+$", "");
        Answer answer = call(HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration")));
        if (answer.status() != 200) {
            throw new IOException("The provider's metadata: HTTP " + answer.status());
        }
        metadata = new Metadata(answer.body(), clock.instant());
        return answer.body();
    }

    /** Exchanges a refresh token (OpenID Connect Core 1.0 section 12.1). */
    Answer refresh(String refreshToken) throws IOException {
        Map<String, String> form = Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken,
                "client_id",
                oidc().clientId().orElse(""),
                "client_secret",
                oidc().clientSecret().map(Secret::value).orElse(""));
        String endpoint = endpoint("token_endpoint").orElseThrow(() -> new IOException("no token endpoint"));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return call(HttpRequest.newBuilder(URI.create(endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer call(HttpRequest.Builder request) throws IOException {
        if (!calls.tryAcquire()) {
            throw new IOException("Too many calls wait for the provider");
        }
        try {
            HttpResponse<InputStream> response = client().send(
                            request.timeout(TIMEOUT)
                                    .header("Accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return answer(response.statusCode(), body.readNBytes(MAX_ANSWER));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            calls.release();
        }
    }

    private static Answer answer(int status, byte[] body) throws IOException {
        if (status >= 500) {
            throw new IOException("The provider answers " + status);
        }
        try {
            return new Answer(status, Json.parseObject(new String(body, StandardCharsets.UTF_8)));
        } catch (ProtocolException e) {
            throw new IOException("The provider's answer is not a JSON object", e);
        }
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
            client = known;
        }
        return known;
    }
}
