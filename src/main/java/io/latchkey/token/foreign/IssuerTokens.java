package io.latchkey.token.foreign;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.latchkey.api.AuthData;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import io.latchkey.token.Compact;
import io.latchkey.token.Refused;
import io.latchkey.token.TokenHash;
import io.latchkey.token.Verdict;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Trusted issuers' tokens from text to a verdict, as RFC 8725 has it. For use by many threads. */
final class IssuerTokens {
    private static final int CACHED_CHARACTERS = 16 << 20;

    /** Ways for a token to bring its own key (RFC 8725 section 3.10), and ways to need more than we look at. */
    private static final List<String> REFUSED_HEADERS = List.of("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip");

    /** Access and ID tokens (RFC 9068 section 2.1, RFC 7519 section 5.1), and nothing that has a type of its own. */
    private static final Set<String> TYPES = Set.of("", "jwt", "at+jwt", "application/at+jwt");

    private final Map<String, TrustedIssuer> issuers;
    private final ForeignClaims claims;
    private final Duration leeway;
    private final Clock clock;
    private final Cache<TokenHash, Verified> verified;

    private record Verified(TrustedIssuer issuer, IssuerKey key, ForeignClaims.Read token) {}

    /** A token that is read and not believed. */
    private record Unverified(String text, TrustedIssuer issuer, JsonObject header, JsonObject payload) {}

    IssuerTokens(List<TrustedIssuer> issuers, ForeignClaims claims, Duration leeway, Clock clock) {
        this.issuers =
                issuers.stream().collect(Collectors.toUnmodifiableMap(TrustedIssuer::issuer, Function.identity()));
        this.claims = claims;
        this.leeway = leeway;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumWeight(CACHED_CHARACTERS)
                .weigher((TokenHash hash, Verified token) -> hash.length())
                .expireAfter(Expiry.creating((TokenHash hash, Verified token) -> remaining(token.token())))
                .build();
    }

    Duration longestLife() {
        return issuers.values().stream()
                .map(TrustedIssuer::maxLifetime)
                .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /** The verdict on a token that names a trusted issuer; empty for every other text. Fails when keys can't be had. */
    Optional<CompletionStage<Verdict>> verify(String text) {
        TokenHash hash = TokenHash.of(text);
        Verified known = verified.getIfPresent(hash);
        if (known != null && known.issuer().keys().holds(known.key())) {
            return Optional.of(CompletableFuture.completedFuture(now(known.token())));
        }
        return read(text).map(token -> {
            try {
                return verify(token, hash);
            } catch (ProtocolException e) {
                return CompletableFuture.completedFuture(new Refused(e.code(), e.detail()));
            }
        });
    }

    private Optional<Unverified> read(String text) {
        Optional<Compact> compact = Compact.parse(text, Compact.JWS);
        if (compact.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonObject header = json(compact.get(), 0);
            JsonObject payload = json(compact.get(), 1);
            return payload.get("iss") instanceof JsonString iss && issuers.containsKey(iss.getString())
                    ? Optional.of(new Unverified(text, issuers.get(iss.getString()), header, payload))
                    : Optional.empty();
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    private static JsonObject json(Compact compact, int part) throws ProtocolException {
        return Json.parseObject(compact.text(part).orElseThrow(IssuerTokens::refuse));
    }

    /** Until the signature is good, the refusal says nothing of why. */
    private CompletionStage<Verdict> verify(Unverified token, TokenHash hash) throws ProtocolException {
        JsonObject header = token.header();
        String algorithm = string(header, "alg").orElse("");
        boolean refused = REFUSED_HEADERS.stream().anyMatch(header::containsKey)
                || !token.issuer().algorithms().contains(algorithm)
                || !TYPES.contains(string(header, "typ").orElse("").toLowerCase(Locale.ROOT));
        if (refused) {
            throw refuse();
        }
        Instant seen = clock.instant();
        return token.issuer()
                .keys()
                .find(string(header, "kid"), algorithm)
                .thenApply(key -> key.filter(one -> one.verifies(token.text(), algorithm))
                        .map(good -> accept(token, hash, good, seen))
                        .orElseGet(() -> new Refused(Code.INVALID_TOKEN)));
    }

    private Verdict accept(Unverified token, TokenHash hash, IssuerKey key, Instant seen) {
        try {
            ForeignClaims.Read read = claims.read(
                    token.issuer(),
                    token.payload(),
                    "sha256:" + Long.toHexString(hash.a()) + Long.toHexString(hash.b()));
            Verified fresh = new Verified(token.issuer(), key, notAfter(read, seen));
            Verified kept = verified.asMap().merge(hash, fresh, IssuerTokens::firstSeen);
            return now(kept.token());
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        }
    }

    private static Verified firstSeen(Verified old, Verified fresh) {
        Instant earlier = old.token().auth().issuedAt();
        return new Verified(fresh.issuer(), fresh.key(), notAfter(fresh.token(), earlier));
    }

    /** An issuer whose clock is ahead must not outlive a mark: a token that was here before it was not made after it. */
    private static ForeignClaims.Read notAfter(ForeignClaims.Read read, Instant seen) {
        AuthData auth = read.auth();
        return auth.issuedAt().isAfter(seen) ? new ForeignClaims.Read(auth.issuedAt(seen), read.notBefore()) : read;
    }

    /** What the passing of time changes, done again for a token that is cached. */
    private Verdict now(ForeignClaims.Read token) {
        Instant now = clock.instant();
        if (token.notBefore().isAfter(now.plus(leeway))) {
            return new Refused(Code.INVALID_TOKEN, "The token is not valid yet; compare the clocks.");
        }
        return token.auth().expiresAt().plus(leeway).isAfter(now)
                ? new Verdict.Authenticated(token.auth())
                : new Refused(Code.TOKEN_EXPIRED);
    }

    private static Optional<String> string(JsonObject header, String name) throws ProtocolException {
        if (!header.containsKey(name)) {
            return Optional.empty();
        }
        if (header.get(name) instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw refuse();
    }

    private static ProtocolException refuse() {
        return new ProtocolException(Code.INVALID_TOKEN, Code.INVALID_TOKEN.message());
    }

    private Duration remaining(ForeignClaims.Read token) {
        Duration remaining =
                Duration.between(clock.instant(), token.auth().expiresAt().plus(leeway));
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }
}
