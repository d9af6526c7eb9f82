package io.latchkey.bench.dialect;

import java.io.IOException;
import java.util.Optional;

/** That of socket.io 4: packets of its protocol 5 in those of Engine.IO 4, the digits in front of each frame. */
public final class SocketIoDialect implements Dialect {
    private static final char OPEN = '0';
    private static final char PING = '2';
    private static final String PONG = "3";
    private static final char MESSAGE = '4';
    private static final char CONNECT = '0';
    private static final char EVENT = '2';
    private static final int TO_EVENT = "42[\"".length();
    private static final int TO_VERSION = "set\",{\"version\":".length();

    private final Frame frame = new Frame();
    private final String room;
    private final String token;
    private boolean joined;

    public SocketIoDialect(String room, String token) {
        this.room = room;
        this.token = token;
    }

    @Override
    public String path() {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public Optional<String> bearer() {
        return Optional.empty();
    }

    @Override
    public boolean isJoined() {
        return joined;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public String set(long key, long number) {
        return "42[\"set\",{" + Frame.entry(key, number) + "]";
    }

    @Override
    public void read(byte[] data, int from, int to, Member member) throws IOException {
        frame.begin(data, from, to);
        switch (frame.peek(0)) {
            case MESSAGE -> readPacket(member);
            case PING -> member.answer(PONG);
            case OPEN -> member.answer("40{\"token\":\"" + token + "\",\"room\":\"" + room + "\"}");
            default -> throw frame.unexpected();
        }
    }

    private void readPacket(Member member) throws IOException {
        switch (frame.peek(1)) {
            case EVENT -> readEvent(member);
            case CONNECT -> {} // "joined" follows
            default -> throw frame.unexpected();
        }
    }

    private void readEvent(Member member) throws IOException {
        frame.skip(TO_EVENT);
        switch (frame.peek(0)) {
            case 's' -> { // set
                frame.skip(TO_VERSION);
                long version = frame.readNumber();
                member.version(version - 1, version);
                frame.skip(1);
                frame.readEntry(member);
            }
            case 'j' -> joined = true; // joined
            default -> throw frame.unexpected();
        }
    }
}
