/**
 * Credentials that others made: trusted issuers' tokens, and what an {@code AuthHandler} or the external auth server
 * knows. All of it that is slow runs behind a bulkhead and a time-out, never on a request's thread.
 */
@NullMarked
package io.latchkey.token.foreign;

import org.jspecify.annotations.NullMarked;
