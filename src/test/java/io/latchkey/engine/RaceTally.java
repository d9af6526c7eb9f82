package io.latchkey.engine;

import io.latchkey.engine.RaceRound.Windows;

/** How many rounds there were, and where their calls fell. For many threads. */
final class RaceTally {
    private final int rounds;
    private int begun;
    private int done;
    private int joins;
    private int applications;
    private int flushes;
    private boolean failed;

    /** @param rounds at least so many, and then on until each window was hit in a tenth of that */
    RaceTally(int rounds) {
        this.rounds = rounds;
    }

    /** The number of the next round; negative when no more is wanted. */
    synchronized int next() {
        boolean over = failed || begun >= rounds && isEnough() || begun >= 4 * rounds;
        return over ? -1 : begun++;
    }

    synchronized boolean isEnough() {
        return done >= rounds && Math.min(joins, Math.min(applications, flushes)) >= rounds / 10;
    }

    synchronized void add(Windows windows) {
        done++;
        joins += windows.beforeJoin() ? 1 : 0;
        applications += windows.beforeApplication() ? 1 : 0;
        flushes += windows.beforeFlush() ? 1 : 0;
    }

    synchronized void fail() {
        failed = true;
    }

    @Override
    public synchronized String toString() {
        return done + " rounds; between upgrade and join " + joins + ", queue and application " + applications
                + ", commit and flush " + flushes;
    }
}
