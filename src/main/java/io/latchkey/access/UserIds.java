package io.latchkey.access;

import java.util.Optional;

/** The form of user ids: 1-128 characters, no control characters; {@code key:} is kept for API keys. */
public final class UserIds {
    private static final int MAX_LENGTH = 128;
    private static final String RESERVED = "key:";

    private UserIds() {}

    public static boolean isUserId(String text) {
        return isName(text) && !text.startsWith(RESERVED);
    }

    /** As whom an API key of this name mutates; empty when the name is none for a key. */
    public static Optional<String> ofKey(String name) {
        String id = RESERVED + name;
        return isName(name) && isName(id) ? Optional.of(id) : Optional.empty();
    }

    /** What user ids and group names have in common; a policy can name no others. */
    public static boolean isName(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= 1
                && length <= MAX_LENGTH
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
