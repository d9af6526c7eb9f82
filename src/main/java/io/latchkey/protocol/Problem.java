package io.latchkey.protocol;

import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An error as HTTP tells it: RFC 9457, with the code, and with a {@code traceId} that stands in the server's log when
 * there is more to say there.
 */
public record Problem(Code code, String detail, String traceId) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int OVERLOADED = 503;

    public Problem(Code code, String detail) {
        this(
                code,
                detail,
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    public Problem(Code code) {
        this(code, code.message());
    }

    /** The HTTP status; a code that is for sockets only counts as a passing fault of ours. */
    public int status() {
        return code.status() == 0 ? OVERLOADED : code.status();
    }

    /**
     * The value of {@code WWW-Authenticate}, for 401 and 403 (RFC 6750 section 3).
     *
     * @param presented whether the request had a credential; one without gets no {@code error} (section 3.1)
     */
    public Optional<String> challenge(boolean presented) {
        return switch (status()) {
            case 401 -> Optional.of(presented ? "Bearer error=\"invalid_token\"" : "Bearer");
            case 403 -> Optional.of("Bearer error=\"insufficient_scope\"");
            default -> Optional.empty();
        };
    }

    /** The value of {@code Retry-After}, in seconds (RFC 9110 section 10.2.3), for 429 and 503. */
    public Optional<String> retryAfter() {
        OptionalLong wait = code.retryAfterMs();
        return wait.isEmpty() ? Optional.empty() : Optional.of(Long.toString((wait.getAsLong() + 999) / 1000));
    }

    public String encode() {
        return line().toString();
    }

    /** The same, with where to log in. */
    public String encode(String loginUrl) {
        return line().string("loginUrl", loginUrl).toString();
    }

    private JsonLine line() {
        return new JsonLine()
                .string("type", "urn:latchkey:problem:" + code)
                .string("title", code.message())
                .number("status", status())
                .string("detail", detail)
                .string("instance", "urn:latchkey:trace:" + traceId)
                .string("code", code.toString())
                .string("action", code.action().toString())
                .string("traceId", traceId);
    }
}
