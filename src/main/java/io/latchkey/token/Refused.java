package io.latchkey.token;

import io.latchkey.protocol.Code;

/**
 * A refusal that is the caller's fault.
 *
 * @param detail for a person; never holds the credential
 */
public record Refused(Code code, String detail) implements Verdict, CallerTokens.Result {
    public Refused(Code code) {
        this(code, code.message());
    }
}
