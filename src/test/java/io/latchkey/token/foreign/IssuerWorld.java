package io.latchkey.token.foreign;

import io.latchkey.token.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** One trusted issuer behind a real HTTP server, and a clock that a test sets. */
final class IssuerWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final TestIssuer issuer = new TestIssuer();
    final OtherServer server = new OtherServer();
    final IssuerTokens tokens;

    /** @param more members of the entry, as {@code ,"trustGrants":true} */
    IssuerWorld(String more) {
        this(more, "jwks", "/jwks");
        server.at("/jwks", (exchange, body) -> OtherServer.send(exchange, 200, issuer.jwks()));
    }

    IssuerWorld(String more, String source, String path) {
        Clock clock = clock();
        String setting = "[{\"issuer\":\"" + TestIssuer.ISSUER + "\",\"" + source + "\":\"" + server.uri(path)
                + "\",\"audience\":\"rooms\",\"userPrefix\":\"ex:\"" + more + "}]";
        IssuersReader reader = new IssuersReader(new KeySources(new HttpFetch(), clock), "latchkey", Optional.empty());
        tokens = new IssuerTokens(reader.read(setting), new ForeignClaims(Set::of), Duration.ofSeconds(15), clock);
    }

    /** The verdict; an exception where the keys can't be had. */
    Verdict verify(String token) {
        return tokens.verify(token).orElseThrow().toCompletableFuture().join();
    }

    String token() {
        return issuer.token("ann", NOW);
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public void close() {
        server.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Objects.requireNonNull(now.get());
            }
        };
    }
}
