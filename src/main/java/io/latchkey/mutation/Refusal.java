package io.latchkey.mutation;

import io.latchkey.protocol.Code;

/** Ends a mutation as rejected. Cheap: it is an expected way out, so it has no stack trace. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    Refusal(Code code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    MutationOutcome outcome() {
        return MutationOutcome.rejected(code, String.valueOf(getMessage()));
    }
}
