package io.latchkey.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.latchkey.api.ControlSequence;
import io.latchkey.api.HandshakeInfo;
import io.latchkey.api.KeyResolver;
import io.latchkey.api.UnverifiedToken;
import io.latchkey.api.VerificationKey;
import io.latchkey.config.Settings.TokenSettings;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ProtocolException;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Room tokens from text to a verdict, as RFC 8725 has it. For use by many threads. */
public final class TokenVerifier {
    private static final int CACHED_CHARACTERS = 16 << 20;

    private static final Logger LOG = System.getLogger(TokenVerifier.class.getName());

    private final SigningKeys keys;
    private final Optional<KeyResolver> resolver;
    private final ClaimsReader reader;
    private final Duration leeway;
    private final Supplier<ControlSequence> sequence;
    private final Clock clock;
    private final Cache<TokenHash, VerifiedToken> verified;

    /**
     * @param resolver asked for the key of every token, before our own
     * @param sequence the database's own control sequence; may throw {@code StoreException}
     */
    public TokenVerifier(
            TokenSettings settings,
            SigningKeys keys,
            Optional<KeyResolver> resolver,
            Supplier<ControlSequence> sequence,
            Clock clock) {
        this.keys = keys;
        this.resolver = resolver;
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
        return verify(text, HandshakeInfo.NONE);
    }

    /** @param from what a {@link KeyResolver} may choose by */
    public Verdict verify(String text, HandshakeInfo from) {
        if (text.length() > TokenFormat.MAX_TOKEN) {
            return new Refused(Code.INVALID_TOKEN);
        }
        try {
            // which key is right may depend on the request, so a verdict of another request's says nothing
            return now(resolver.isPresent() ? read(text, from) : known(text));
        } catch (ProtocolException e) {
            return new Refused(e.code(), e.detail());
        } catch (ResolverException e) {
            LOG.log(Level.WARNING, "The KeyResolver failed", e.getCause());
            return new Verdict.Unavailable("The key of the token can't be told.");
        }
    }

    private VerifiedToken known(String text) throws ProtocolException {
        TokenHash hash = TokenHash.of(text);
        VerifiedToken token = verified.getIfPresent(hash);
        if (token == null) {
            token = read(text, HandshakeInfo.NONE);
            verified.put(hash, token);
        }
        return token;
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
    private VerifiedToken read(String text, HandshakeInfo from) throws ProtocolException {
        String jws = keys.encrypts() ? decrypt(text) : text;
        Compact compact = Compact.parse(jws, Compact.JWS).orElseThrow(Header::refuse);
        Header header = Header.of(compact);
        JsonObject payload = Header.json(compact, 1);
        UnverifiedToken token = new UnverifiedToken(header.string("alg"), header.keyId(), payload);
        if (!key(token, from).verifies(jws)) {
            throw Header.refuse();
        }
        return reader.read(payload);
    }

    /** The algorithm comes from the key; the token's own word for it must agree (RFC 8725 section 3.1). */
    private SigningKey key(UnverifiedToken token, HandshakeInfo from) throws ProtocolException {
        Optional<VerificationKey> resolved = resolver.flatMap(application -> ask(application, token, from));
        Optional<SigningKey> key = resolved.isPresent()
                ? resolved.filter(one -> one.algorithms().contains(token.algorithm()))
                        .map(one -> new SigningKey("", token.algorithm(), Optional.empty(), one.key()))
                : keys.find(token.keyId(), token.algorithm());
        return key.orElseThrow(Header::refuse);
    }

    private static Optional<VerificationKey> ask(KeyResolver resolver, UnverifiedToken token, HandshakeInfo from) {
        try {
            return resolver.resolve(from, token);
        } catch (RuntimeException e) {
            throw new ResolverException(e);
        }
    }

    /** Tells what an application's code throws from what ours does. */
    private static final class ResolverException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ResolverException(RuntimeException cause) {
            super(cause);
        }
    }

    private String decrypt(String text) throws ProtocolException {
        Compact compact = Compact.parse(text, Compact.JWE).orElseThrow(Header::refuse);
        Header header = Header.of(compact);
        if (!header.string("alg").equals(Encryption.ALGORITHM)
                || !header.string("enc").equals(Encryption.METHOD)) {
            throw Header.refuse();
        }
        return keys.encryption(header.string("kid"))
                .flatMap(encryption -> encryption.unwrap(text))
                .orElseThrow(Header::refuse);
    }

    private Duration remaining(VerifiedToken token) {
        Duration remaining =
                Duration.between(clock.instant(), token.auth().expiresAt().plus(leeway));
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }
}
