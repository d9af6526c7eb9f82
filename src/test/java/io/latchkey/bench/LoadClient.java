package io.latchkey.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One member: sends mutations, reads what it is told without making strings, and keeps every key's value. Confined to
 * the generator's thread.
 */
final class LoadClient implements Wire.Reader {
    private static final int MAX_UNANSWERED = 200;
    private static final int NAME = "{\"op\":\"put\",\"key\":\"k".length();
    private static final int TO_NUMBER = "\",\"value\":{\"n\":".length();
    private static final int TO_NEXT = ",\"x\":640,\"y\":480}}".length();
    private static final int TO_FROM = "{\"type\":\"poke\",\"from\":".length();
    private static final int TO_TO = ",\"to\":".length();
    private static final int TO_PATCH = ",\"patch\":[".length();
    private static final int TYPE = "{\"type\":\"".length();

    private final LoadRoom room;
    private final boolean plain;
    private final Wire wire;
    private final Load load;
    private final long[] values;
    private long versions;
    private long lastId;
    private long answered;
    private boolean joined;
    private int at;

    LoadClient(Load load, LoadRoom room, Wire wire, boolean plain, int keys) {
        this.load = load;
        this.room = room;
        this.wire = wire;
        this.plain = plain;
        this.values = new long[keys];
        this.joined = plain;
    }

    boolean isJoined() {
        return joined;
    }

    /** How many versions it was told. */
    long versions() {
        return versions;
    }

    long value(int key) {
        return values[key];
    }

    boolean mutate(long key, long number) {
        if (wire.isBlocked() || (!plain && lastId - answered >= MAX_UNANSWERED)) {
            return false;
        }
        String value = "\"key\":\"k" + key + "\",\"value\":{\"n\":" + number + ",\"x\":640,\"y\":480}}";
        wire.send(
                plain
                        ? "{\"op\":\"put\"," + value
                        : "{\"type\":\"mutate\",\"id\":" + ++lastId + ",\"name\":\"set\",\"args\":{" + value + "}");
        return true;
    }

    @Override
    public void text(byte[] data, int from, int to) throws IOException {
        if (plain) {
            at = from;
            operation(data);
            versions++;
            load.delivered(1);
        } else {
            for (int start = from; start < to; start++) {
                start = line(data, start, to);
            }
        }
    }

    /** Reads one message and returns where it ended. */
    private int line(byte[] data, int start, int end) throws IOException {
        byte type = data[start + TYPE];
        at = start;
        if (type == 'p' && data[start + TYPE + 1] == 'o') {
            poke(data, start);
        } else if (type == 'r') {
            answered++;
        } else if (type == 'j') {
            joined = true;
        } else if (type != 'a' && type != 'p') { // authenticated, presence
            throw new IOException("unexpected: " + new String(data, start, end - start, StandardCharsets.UTF_8));
        }
        while (at < end && data[at] != '\n') {
            at++;
        }
        return at;
    }

    private void poke(byte[] data, int start) throws IOException {
        at = start + TO_FROM;
        long from = number(data);
        at += TO_TO;
        long to = number(data);
        if (from != versions || to <= from) {
            throw new IOException("a poke from " + from + " to " + to + " for a member at " + versions);
        }
        versions = to;
        load.delivered(to - from);
        at += TO_PATCH;
        while (data[at] == '{') {
            operation(data);
            at += data[at] == ',' ? 1 : 0;
        }
    }

    private void operation(byte[] data) throws IOException {
        at += NAME;
        long key = number(data);
        at += TO_NUMBER;
        long number = number(data);
        at += TO_NEXT;
        if (number < values[(int) key]) {
            throw new IOException("an older value of key " + key);
        }
        values[(int) key] = number;
        room.told(key, number, load.now());
    }

    private long number(byte[] data) throws IOException {
        int start = at;
        long number = 0;
        while (data[at] >= '0' && data[at] <= '9') {
            number = number * 10 + data[at++] - '0';
        }
        if (at == start) {
            throw new IOException("a number is missing");
        }
        return number;
    }
}
