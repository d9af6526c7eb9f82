package io.latchkey.bench.dialect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A frame's text, read from left to right without making strings. */
final class Frame {
    private static final int TO_KEY = "\"key\":\"k".length();
    private static final int TO_NUMBER = "\",\"value\":{\"n\":".length();
    private static final int TO_END = ",\"x\":640,\"y\":480}}".length();

    private byte[] data = new byte[0];
    private int at;
    private int end;

    void begin(byte[] text, int from, int to) {
        data = text;
        at = from;
        end = to;
    }

    /** What {@link #readEntry} reads: the end of an object. */
    static String entry(long key, long number) {
        return "\"key\":\"k" + key + "\",\"value\":{\"n\":" + number + ",\"x\":640,\"y\":480}}";
    }

    void readEntry(Member member) throws IOException {
        skip(TO_KEY);
        long key = readNumber();
        skip(TO_NUMBER);
        long number = readNumber();
        skip(TO_END);
        member.value(key, number);
    }

    long readNumber() throws IOException {
        int start = at;
        long number = 0;
        while (peek(0) >= '0' && peek(0) <= '9') {
            number = number * 10 + data[at++] - '0';
        }
        if (at == start) {
            throw unexpected();
        }
        return number;
    }

    /** The byte so many further on; 0 behind the end. */
    byte peek(int ahead) {
        return at + ahead < end ? data[at + ahead] : 0;
    }

    void skip(int count) {
        at += count;
    }

    void skipIf(char next) {
        at += peek(0) == next ? 1 : 0;
    }

    void skipLine() {
        while (at < end && data[at++] != '\n') {}
    }

    boolean hasMore() {
        return at < end;
    }

    IOException unexpected() {
        int from = Math.min(at, end);
        return new IOException("unexpected: " + new String(data, from, end - from, StandardCharsets.UTF_8));
    }
}
