package io.latchkey.protocol;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How clients name themselves and number their mutations, for sockets and REST alike. */
public final class ClientIds {
    /** A client id: 8-64 of {@code A-Z a-z 0-9 _ -}. */
    public static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    /** 2^53-1: the largest integer that a browser counts to. */
    private static final double MAX_MUTATION = 9007199254740991d;

    private ClientIds() {}

    /** A mutation id, an integer from 1 to 2^53-1; empty when the value is none. */
    public static OptionalLong mutation(@Nullable JsonValue value) {
        if (value instanceof JsonNumber number
                && number.isIntegral()
                && number.doubleValue() >= 1
                && number.doubleValue() <= MAX_MUTATION) {
            return OptionalLong.of(number.longValue());
        }
        return OptionalLong.empty();
    }
}
