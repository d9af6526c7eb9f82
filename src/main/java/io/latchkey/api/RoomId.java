package io.latchkey.api;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a room: 1-128 characters, the first alphanumeric; {@code :} separates segments and case matters. */
public record RoomId(String value) implements Comparable<RoomId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:@-]{0,127}");

    /** @throws IllegalArgumentException when the value has another form; {@link #parse} for untrusted text */
    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a room id");
        }
    }

    public static Optional<RoomId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new RoomId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
