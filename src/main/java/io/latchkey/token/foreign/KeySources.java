package io.latchkey.token.foreign;

import static io.latchkey.token.foreign.IssuersReader.require;
import static io.latchkey.token.foreign.IssuersReader.string;

import io.latchkey.config.SettingsException;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.PemKeys;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Where the keys of an issuer come from: only from what the operator wrote, never from a token. */
final class KeySources {
    private static final int MAX_BYTES = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final HttpFetch http;
    private final Clock clock;

    KeySources(HttpFetch http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException with what is wrong */
    IssuerKeys of(String issuer, String source, JsonObject json) {
        if (source.equals("keys")) {
            KeySet keys = keys(json.getOrDefault("keys", JsonValue.NULL));
            return new IssuerKeys(issuer, () -> CompletableFuture.completedFuture(keys), clock);
        }
        URI uri = uri(string(json, source).orElse(""))
                .orElseThrow(() -> new IllegalArgumentException("\"" + source + "\" must be an http or https URL"));
        if (source.equals("jwks")) {
            return new IssuerKeys(issuer, () -> fetch(uri), clock);
        }
        boolean whole = uri.getPath().contains("/.well-known/");
        URI document = whole ? uri : URI.create(uri.toString().replaceFirst("/$", "") + WELL_KNOWN);
        return new IssuerKeys(issuer, () -> discover(issuer, document), clock);
    }

    private CompletableFuture<KeySet> fetch(URI uri) {
        return text(uri).thenApply(text -> {
            try {
                return KeySet.parse(text);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** OpenID Connect Discovery 1.0 section 4.3: the document must name the issuer that it was asked for. */
    private CompletableFuture<KeySet> discover(String issuer, URI document) {
        return text(document).thenCompose(text -> {
            try {
                JsonObject json = Json.parseObject(text);
                boolean same = json.get("issuer") instanceof JsonString named
                        && named.getString().equals(issuer);
                Optional<URI> jwks =
                        json.get("jwks_uri") instanceof JsonString uri ? uri(uri.getString()) : Optional.empty();
                return same && jwks.isPresent()
                        ? fetch(jwks.get())
                        : CompletableFuture.failedFuture(
                                new IOException("the document is another issuer's or has no jwks_uri"));
            } catch (ProtocolException e) {
                return CompletableFuture.failedFuture(new IOException("the document is malformed"));
            }
        });
    }

    private CompletableFuture<String> text(URI uri) {
        return http.get(uri, MAX_BYTES, TIMEOUT).thenApply(answer -> {
            if (answer.status() != 200) {
                throw new CompletionException(new IOException("status " + answer.status() + " of " + uri.getHost()));
            }
            return answer.body();
        });
    }

    private static KeySet keys(JsonValue value) {
        try {
            if (value instanceof JsonObject set) {
                return KeySet.of(set);
            }
            require(value instanceof JsonString, "\"keys\" must be a JWK set or PEM");
            String given = ((JsonString) value).getString().strip();
            String text = given.startsWith("{") || given.startsWith("-----BEGIN")
                    ? given
                    : Files.readString(Path.of(given)).strip();
            return text.startsWith("{") ? KeySet.parse(text) : pem(text);
        } catch (IOException | InvalidPathException | SettingsException e) {
            // the message of a library may quote the key
            throw new IllegalArgumentException("\"keys\" must be a JWK set or PEM with at least one public key of use"
                    + " (RSA of 2048 bits or more, P-256, P-384, Ed25519), or a file that holds one");
        }
    }

    private static KeySet pem(String text) throws IOException {
        List<IssuerKey> keys = PemKeys.parse(text).stream()
                .map(IssuerKey::of)
                .flatMap(Optional::stream)
                .toList();
        if (keys.isEmpty()) {
            throw new IOException("no key");
        }
        return new KeySet(keys);
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
