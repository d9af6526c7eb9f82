package io.latchkey.token;

import io.latchkey.api.AuthData;

/** What came of a credential: accepted, refused by the caller's fault, or undecided by ours. */
public sealed interface Verdict permits Verdict.Authenticated, Refused, Verdict.Unavailable {
    record Authenticated(AuthData auth) implements Verdict {}

    /** @param detail for a person */
    record Unavailable(String detail) implements Verdict {}
}
