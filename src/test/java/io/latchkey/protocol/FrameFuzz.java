package io.latchkey.protocol;

import io.latchkey.protocol.ClientMessage.Broadcast;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.ClientMessage.Ping;
import io.latchkey.protocol.ClientMessage.Presence;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What must hold of any frame that a stranger sends. The entry point of Jazzer ({@code mvn -Pfuzz}), whose corpus
 * {@link FrameCorpusTest} replays without it.
 */
public final class FrameFuzz {
    private static final long MAX_ID = (1L << 53) - 1;

    private FrameFuzz() {}

    /** Fails on a frame that is neither read nor refused in the protocol's own terms. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String frame = new String(bytes, StandardCharsets.UTF_8);
        require(RoomPath.parse(frame).isEmpty() || frame.length() <= 3 * 128, "a room id of more than 128 characters");
        List<ClientMessage> messages;
        try {
            messages = ClientFrame.parse(frame);
        } catch (ProtocolException refusal) {
            require(refusal.code() == Code.PROTOCOL_ERROR, refusal.code().toString());
            return;
        }
        require(!messages.isEmpty() && messages.size() <= frame.lines().count(), "as many messages as lines, at most");
        messages.forEach(FrameFuzz::check);
    }

    private static void check(ClientMessage message) {
        if (message instanceof Mutate mutate) {
            require(mutate.id() >= 1 && mutate.id() <= MAX_ID, "an id from 1 to 2^53-1");
            checkValue(mutate.args());
        } else if (message instanceof Presence presence) {
            checkValue(presence.data());
        } else if (message instanceof Broadcast broadcast) {
            checkValue(broadcast.data());
        } else if (message instanceof Ping ping) {
            checkValue(ping.ref());
        }
    }

    /** What is passed on or stored must say the same to whoever reads it, on one line of a frame. */
    private static void checkValue(JsonValue value) {
        String text = value.toString();
        byte[] wire = text.getBytes(StandardCharsets.UTF_8);
        require(wire.length == Json.utf8Length(text), "the length in bytes");
        require(text.equals(new String(wire, StandardCharsets.UTF_8)), "text that UTF-8 can carry");
        require(text.indexOf('\n') < 0, "one line");
        require(Json.trusted(text).equals(value), "the same value when it is read again");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
