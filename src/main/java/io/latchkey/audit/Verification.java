package io.latchkey.audit;

/** Whether the log is as it was written. */
public sealed interface Verification {
    /**
     * Nothing was changed, removed or added by others.
     *
     * @param first number of the first entry that is kept; older ones were removed as the retention says
     * @param last number of the last entry, 0 when there is none
     */
    record Intact(long first, long last) implements Verification {}

    /**
     * Somebody else wrote to the log.
     *
     * @param number of the first entry that is not as it was written
     */
    record Broken(long number, String why) implements Verification {}
}
