package io.latchkey.access;

/** A policy that can't be taken; the message tells an operator which entry is wrong and why. */
public final class PolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    PolicyException(String message) {
        super(message);
    }
}
