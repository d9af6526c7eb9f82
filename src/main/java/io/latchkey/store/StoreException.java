package io.latchkey.store;

/** The database did not do what was asked; nothing was acknowledged. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for an operator: what failed and what to do; holds no SQL and no secret */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
