package io.latchkey.protocol;

/** Untrusted text that can't be taken: the code to answer with, and for a person what is wrong where. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** @param detail never holds the text itself */
    public ProtocolException(Code code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
