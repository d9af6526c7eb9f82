package io.latchkey.rest;

import io.latchkey.protocol.Code;

/** Ends a request with a problem. */
final class RefusedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** @param detail for a person: what to do; holds no credential */
    RefusedRequest(Code code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    RefusedRequest(Code code) {
        this(code, code.message());
    }

    Code code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
