package io.latchkey.room;

import io.latchkey.protocol.Code;

/** A caller may not enter a room, with the code why. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public RefusedException(Code code) {
        super(code.toString(), null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
