package io.latchkey.mutation;

/** The form of a key. */
public final class Keys {
    private static final int MAX_LENGTH = 256;

    private Keys() {}

    /** Half of a surrogate pair has no UTF-8 and could be sent to nobody. */
    public static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_LENGTH
                && key.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
