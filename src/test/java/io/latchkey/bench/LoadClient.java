package io.latchkey.bench;

import io.latchkey.bench.dialect.Dialect;
import io.latchkey.bench.dialect.Member;
import java.io.IOException;

/**
 * One member: sends mutations, reads what it is told, and keeps every key's value. Confined to the generator's thread.
 */
final class LoadClient implements Wire.Reader, Member {
    private final Load load;
    private final LoadRoom room;
    private final Wire wire;
    private final Dialect dialect;
    private final long[] values;
    private long versions;

    LoadClient(Load load, LoadRoom room, Wire wire, Dialect dialect, int keys) {
        this.load = load;
        this.room = room;
        this.wire = wire;
        this.dialect = dialect;
        this.values = new long[keys];
    }

    boolean isJoined() {
        return dialect.isJoined();
    }

    /** How many versions it was told. */
    long versions() {
        return versions;
    }

    long value(int key) {
        return values[key];
    }

    /** Sends a mutation; false when it has to wait. */
    boolean mutate(long key, long number) {
        if (wire.isBlocked() || dialect.isFull()) {
            return false;
        }
        wire.send(dialect.set(key, number));
        return true;
    }

    @Override
    public void text(byte[] data, int from, int to) throws IOException {
        dialect.read(data, from, to, this);
    }

    @Override
    public void version(long from, long to) throws IOException {
        if (from != versions || to <= from) {
            throw new IOException("from version " + from + " to " + to + " for a member at " + versions);
        }
        versions = to;
        load.delivered(to - from);
    }

    @Override
    public void value(long key, long number) throws IOException {
        if (number < values[(int) key]) {
            throw new IOException("an older value of key " + key);
        }
        values[(int) key] = number;
        room.told(key, number, load.now());
    }

    @Override
    public void answer(String text) {
        wire.send(text);
    }
}
