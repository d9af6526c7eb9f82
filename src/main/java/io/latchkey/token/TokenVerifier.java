package io.latchkey.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.latchkey.api.ControlSequence;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Room tokens from text to a verdict, as RFC 8725 has it. For use by many threads. */
public final class TokenVerifier {
    private static final int CACHED_CHARACTERS = 16 << 20;

    /** Ways for a token to bring its own key (RFC 8725 section 3.10), and ways to need more than we look at. */
    private static final List<String> REFUSED_HEADERS = List.of("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip");

    private final SigningKeys keys;
    private final Optional<Encryption> encryption;
    private final ClaimsReader reader;
    private final Duration leeway;
    private final Supplier<ControlSequence> sequence;
    private final Clock clock;
    private final Cache<TokenHash, VerifiedToken> verified;

    /** @param sequence the database's own control sequence; may throw {@code StoreException} */
    public TokenVerifier(TokenSettings settings, SigningKeys keys, Supplier<ControlSequence> sequence, Clock clock) {
        this.keys = keys;
        this.encryption = keys.encryption().map(Encryption::new);
        this.reader = new ClaimsReader(settings);
        this.leeway = settings.leeway();
        this.sequence = sequence;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumWeight(CACHED_CHARACTERS)
                .weigher((TokenHash hash, VerifiedToken token) -> hash.length())
                .expireAfter(Expiry.creating((TokenHash hash, VerifiedToken token) -> remaining(token)))
                .build();
    }

    /** Whether the token is good now; says nothing of any room. */
    public Verdict verify(String text) {
        if (text.length() > TokenFormat.MAX_TOKEN) {
            return new Refused(Code.INVALID_TOKEN);
        }
        TokenHash hash = TokenHash.of(text);
        VerifiedToken token = verified.getIfPresent(hash);
        if (token != null) {
            return now(token);
        }
        try {
            VerifiedToken fresh = read(text);
            verified.put(hash, fresh);
            return now(fresh);
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        }
    }

    /** What the passing of time and the control feed change, done again for a token that is cached. */
    private Verdict now(VerifiedToken token) {
        Instant now = clock.instant();
        if (token.notBefore().isAfter(now.plus(leeway))) {
            return new Refused(Code.INVALID_TOKEN, "The token is not valid yet; compare the clocks.");
        }
        if (!token.auth().expiresAt().plus(leeway).isAfter(now)) {
            return new Refused(Code.TOKEN_EXPIRED);
        }
        if (token.auth().controlSequence().filter(this::isForeign).isPresent()) {
            return new Refused(Code.TOKEN_REVOKED);
        }
        return new Verdict.Authenticated(token.auth());
    }

    /** Issued before a backup was restored, or after it by a database that is no more. */
    private boolean isForeign(ControlSequence claimed) {
        ControlSequence own = sequence.get();
        return !claimed.control().equals(own.control()) || claimed.number() > own.number();
    }

    /** Until the signature is good, the refusal says nothing of why. */
    private VerifiedToken read(String text) throws ProtocolException {
        String jws = encryption.isPresent() ? decrypt(encryption.get(), text) : text;
        Compact compact = Compact.parse(jws, Compact.JWS).orElseThrow(TokenVerifier::refuse);
        JsonObject header = header(compact);
        Optional<String> kid = header.containsKey("kid") ? Optional.of(string(header, "kid")) : Optional.empty();
        SigningKey key = keys.find(kid, string(header, "alg")).orElseThrow(TokenVerifier::refuse);
        if (!key.verifies(jws)) {
            throw refuse();
        }
        return reader.read(json(compact, 1));
    }

    private static String decrypt(Encryption encryption, String text) throws ProtocolException {
        Compact compact = Compact.parse(text, Compact.JWE).orElseThrow(TokenVerifier::refuse);
        JsonObject header = header(compact);
        if (!string(header, "alg").equals(Encryption.ALGORITHM)
                || !string(header, "enc").equals(Encryption.METHOD)) {
            throw refuse();
        }
        return encryption.unwrap(text).orElseThrow(TokenVerifier::refuse);
    }

    private static JsonObject header(Compact compact) throws ProtocolException {
        JsonObject header = json(compact, 0);
        boolean refused = REFUSED_HEADERS.stream().anyMatch(header::containsKey);
        if (refused || !string(header, "typ").equals(TokenFormat.TYPE)) {
            throw refuse();
        }
        return header;
    }

    private static JsonObject json(Compact compact, int part) throws ProtocolException {
        try {
            return Json.parseObject(compact.text(part).orElseThrow(TokenVerifier::refuse));
        } catch (ProtocolException e) {
            throw refuse();
        }
    }

    private static String string(JsonObject header, String name) throws ProtocolException {
        if (header.get(name) instanceof JsonString string) {
            return string.getString();
        }
        throw refuse();
    }

    private static ProtocolException refuse() {
        return new ProtocolException(Code.INVALID_TOKEN, Code.INVALID_TOKEN.message());
    }

    private Duration remaining(VerifiedToken token) {
        Duration remaining =
                Duration.between(clock.instant(), token.auth().expiresAt().plus(leeway));
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }
}
