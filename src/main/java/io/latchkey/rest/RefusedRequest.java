package io.latchkey.rest;

import io.latchkey.protocol.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. */
final class RefusedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final @Nullable String loginUrl;

    private RefusedRequest(Code code, String detail, @Nullable String loginUrl) {
        super(detail, null, false, false);
        this.code = code;
        this.loginUrl = loginUrl;
    }

    /** @param detail for a person: what to do; holds no credential */
    RefusedRequest(Code code, String detail) {
        this(code, detail, null);
    }

    /** The same, for a caller whom a login would help. */
    RefusedRequest withLogin(Optional<String> url) {
        return new RefusedRequest(code, detail(), url.orElse(null));
    }

    RefusedRequest(Code code) {
        this(code, code.message());
    }

    Optional<String> loginUrl() {
        return Optional.ofNullable(loginUrl);
    }

    Code code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
