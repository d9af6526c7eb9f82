package io.latchkey.token;

import io.latchkey.api.AuthData;
import java.time.Instant;

/**
 * What a good token says, whatever the time is.
 *
 * @param notBefore {@code nbf} or {@code iat}, the later
 */
record VerifiedToken(AuthData auth, Instant notBefore) {}
