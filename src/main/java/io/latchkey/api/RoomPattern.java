package io.latchkey.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A room id in which a whole segment may be {@code *} (exactly one segment) and the last may be {@code **} (one or
 * more). Immutable.
 */
public record RoomPattern(String value) {
    private static final int MAX_LENGTH = 128;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~@-]*|\\*");

    /** @throws IllegalArgumentException when the value is no pattern; {@link #parse} for untrusted text */
    public RoomPattern {
        if (!isPattern(value)) {
            throw new IllegalArgumentException("not a room pattern");
        }
    }

    public static Optional<RoomPattern> parse(String text) {
        return isPattern(text) ? Optional.of(new RoomPattern(text)) : Optional.empty();
    }

    public static RoomPattern of(RoomId room) {
        return new RoomPattern(room.value());
    }

    /** Whether the pattern names one room and no other. */
    public boolean isExact() {
        return value.indexOf('*') < 0;
    }

    public boolean matches(RoomId room) {
        return isExact() ? value.equals(room.value()) : covers(segments(value), segments(room.value()));
    }

    /** Whether every room of the other pattern is a room of this one: {@code acme:*} does not cover {@code acme:**}. */
    public boolean covers(RoomPattern other) {
        return covers(segments(value), segments(other.value));
    }

    private static boolean covers(String[] mine, String[] theirs) {
        for (int i = 0; i < mine.length; i++) {
            if (mine[i].equals("**")) {
                return theirs.length > i;
            }
            if (i >= theirs.length || theirs[i].equals("**") || !(mine[i].equals("*") || mine[i].equals(theirs[i]))) {
                return false;
            }
        }
        return mine.length == theirs.length;
    }

    private static boolean isPattern(String text) {
        if (text.isEmpty()
                || text.length() > MAX_LENGTH
                || !(text.charAt(0) == '*' || isAlphanumeric(text.charAt(0)))) {
            return false;
        }
        String[] segments = segments(text);
        for (int i = 0; i < segments.length; i++) {
            boolean rest = segments[i].equals("**") && i == segments.length - 1;
            if (!rest && !SEGMENT.matcher(segments[i]).matches()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    private static String[] segments(String text) {
        return text.split(":", -1);
    }

    @Override
    public String toString() {
        return value;
    }
}
