package io.latchkey.bench.dialect;

import java.io.IOException;
import java.util.Optional;

/** The plain endpoint's, which sends on what it is sent: each message is a version. */
public final class PlainDialect implements Dialect {
    private static final String PUT = "{\"op\":\"put\",";

    private final Frame frame = new Frame();
    private final String room;
    private long version;

    public PlainDialect(String room) {
        this.room = room;
    }

    @Override
    public String path() {
        return "/rooms/" + room;
    }

    @Override
    public Optional<String> bearer() {
        return Optional.empty();
    }

    @Override
    public boolean isJoined() {
        return true;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public String set(long key, long number) {
        return PUT + Frame.entry(key, number);
    }

    @Override
    public void read(byte[] data, int from, int to, Member member) throws IOException {
        frame.begin(data, from, to);
        member.version(version, ++version);
        frame.skip(PUT.length());
        frame.readEntry(member);
    }
}
