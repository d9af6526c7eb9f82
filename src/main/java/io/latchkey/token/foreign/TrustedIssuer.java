package io.latchkey.token.foreign;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of {@code latchkey.auth.issuers}.
 *
 * @param issuer {@code iss}, compared exactly
 * @param userClaim a name, or a path of names with dots in between
 * @param userPrefix stands before each user id, so that no issuer names another's users
 * @param maxLifetime the most from {@code iat} to {@code exp}
 * @param trustGrants whether a claim {@code grants} gives the rights, in place of the policy
 */
record TrustedIssuer(
        String issuer,
        IssuerKeys keys,
        String audience,
        Set<String> algorithms,
        String userClaim,
        Optional<String> groupsClaim,
        String userPrefix,
        Duration maxLifetime,
        boolean trustGrants) {}
