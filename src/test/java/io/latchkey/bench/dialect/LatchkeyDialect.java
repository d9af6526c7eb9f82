package io.latchkey.bench.dialect;

import java.io.IOException;
import java.util.Optional;

/** Latchkey's: a message a line, a poke for many versions, a result for each mutation. */
public final class LatchkeyDialect implements Dialect {
    private static final int MAX_UNANSWERED = 200;
    private static final int TO_TYPE = "{\"type\":\"".length();
    private static final int TO_FROM = "poke\",\"from\":".length();
    private static final int TO_TO = ",\"to\":".length();
    private static final int TO_PATCH = ",\"patch\":[".length();
    private static final int PUT = "{\"op\":\"put\",".length();

    private final Frame frame = new Frame();
    private final String room;
    private final String token;
    private long lastId;
    private long answered;
    private boolean joined;

    public LatchkeyDialect(String room, String token) {
        this.room = room;
        this.token = token;
    }

    @Override
    public String path() {
        return "/rooms/" + room;
    }

    @Override
    public Optional<String> bearer() {
        return Optional.of(token);
    }

    @Override
    public boolean isJoined() {
        return joined;
    }

    @Override
    public boolean isFull() {
        return lastId - answered >= MAX_UNANSWERED;
    }

    @Override
    public String set(long key, long number) {
        return "{\"type\":\"mutate\",\"id\":" + ++lastId + ",\"name\":\"set\",\"args\":{" + Frame.entry(key, number)
                + "}";
    }

    @Override
    public void read(byte[] data, int from, int to, Member member) throws IOException {
        frame.begin(data, from, to);
        while (frame.hasMore()) {
            readLine(member);
            frame.skipLine();
        }
    }

    private void readLine(Member member) throws IOException {
        frame.skip(TO_TYPE);
        switch (frame.peek(0)) {
            case 'p' -> { // poke, presence
                if (frame.peek(1) == 'o') {
                    readPoke(member);
                }
            }
            case 'r' -> answered++; // result
            case 'j' -> joined = true; // joined
            case 'a' -> {} // authenticated
            default -> throw frame.unexpected();
        }
    }

    private void readPoke(Member member) throws IOException {
        frame.skip(TO_FROM);
        long from = frame.readNumber();
        frame.skip(TO_TO);
        member.version(from, frame.readNumber());
        frame.skip(TO_PATCH);
        while (frame.peek(0) == '{') {
            frame.skip(PUT);
            frame.readEntry(member);
            frame.skipIf(',');
        }
    }
}
