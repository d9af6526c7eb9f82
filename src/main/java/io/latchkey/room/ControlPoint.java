package io.latchkey.room;

/** How far this node has applied the control feed. Safe for use by many threads. */
public interface ControlPoint {
    /**
     * The number of the last entry that is applied. Read before rights are checked, and carried by what is appended
     * under them: the database refuses it when the rights have changed since.
     */
    long applied();

    /** Applies what is new in the feed, then runs an action, on a thread that must not be kept. */
    void catchUp(Runnable then);
}
