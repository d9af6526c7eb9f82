package io.latchkey.bench.dialect;

import java.io.IOException;

/** Who is told what a frame says. */
public interface Member {
    /**
     * The room went from one version to a later one.
     *
     * @throws IOException when the member was not at the first
     */
    void version(long from, long to) throws IOException;

    /**
     * A key was set to a number.
     *
     * @throws IOException when it held a later one
     */
    void value(long key, long number) throws IOException;

    /** The server wants this answer. */
    void answer(String text);
}
