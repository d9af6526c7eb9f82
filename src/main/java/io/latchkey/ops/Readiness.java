package io.latchkey.ops;

/**
 * One thing that must be so before a node may get traffic. Every bean of this type counts in {@code /health/ready}; safe
 * for use by many threads.
 *
 * @param name as the answer shows it
 * @param check asked at each request; an exception counts as no
 */
public record Readiness(String name, java.util.function.BooleanSupplier check) {
    boolean isReady() {
        try {
            return check.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
