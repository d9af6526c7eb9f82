package io.latchkey.protocol;

import io.latchkey.api.RoomId;
import java.util.Optional;

/**
 * A room id as it stands in a raw URL path. Judged raw, because servers disagree on what a decoded and normalised path
 * is: on Payara {@code /rooms/a;%2F..%2Fx} passes a filter on {@code /rooms/*} by, and is matched as room {@code a}.
 */
public final class RoomPath {
    private RoomPath() {}

    /**
     * Reads one raw path segment: escapes of allowed characters are decoded once, anything else is no room id.
     *
     * @param segment what stands between two slashes
     */
    public static Optional<RoomId> parse(String segment) {
        StringBuilder text = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                if (i + 2 >= segment.length()) {
                    return Optional.empty();
                }
                int high = Character.digit(segment.charAt(i + 1), 16);
                int low = Character.digit(segment.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                c = (char) (high * 16 + low);
                i += 2;
            }
            text.append(c);
        }
        return RoomId.parse(text.toString());
    }
}
