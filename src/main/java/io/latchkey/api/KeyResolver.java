package io.latchkey.api;

import java.util.Optional;

/**
 * An optional CDI bean that chooses the key of a room token by the request that brought it: a secret for each tenant,
 * say. All other rules for room tokens stay: type, issuer, audience, times, grants. Where
 * {@code latchkey.token.encrypt} is on, the token has been decrypted before.
 *
 * <p>Called on the request's thread, by many at once, for every token and never from a cache, so it must return at once:
 * look keys up beforehand. What it throws answers {@code auth_unavailable} and is logged.
 */
@FunctionalInterface
public interface KeyResolver {
    /** Empty: the server's own keys decide. */
    Optional<VerificationKey> resolve(HandshakeInfo request, UnverifiedToken token);
}
