package io.latchkey.room;

import io.latchkey.protocol.Json;
import io.latchkey.protocol.ServerMessage.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a room at one version, encoded once for all members who need it. Immutable.
 *
 * @param whole the state as one JSON object, when it fits a frame
 * @param frames the state as {@code state} messages, when it does not
 */
record Pieces(String epoch, long version, Optional<String> whole, List<String> frames) {
    /** Below the 256 KB of the protocol, so that a slow peer can show between them, by pongs, that it is reading. */
    private static final int MAX_PIECE = 64 * 1024;

    static Pieces of(String epoch, long version, RoomState state) {
        List<String> texts = cut(state.all(), state.bytes() < Fanout.MAX_FRAME ? Fanout.MAX_FRAME : MAX_PIECE);
        if (texts.size() == 1) {
            return new Pieces(epoch, version, Optional.of(texts.get(0)), List.of());
        }
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            boolean more = i + 1 < texts.size();
            frames.add(new State(epoch, version, i == 0, texts.set(i, ""), more).encode());
        }
        return new Pieces(epoch, version, Optional.empty(), frames);
    }

    private static List<String> cut(Map<String, String> state, int size) {
        List<String> texts = new ArrayList<>();
        StringBuilder piece = new StringBuilder("{");
        for (Map.Entry<String, String> entry : state.entrySet()) {
            String member = Json.quote(entry.getKey()) + ":" + entry.getValue();
            if (piece.length() > 1 && piece.length() + member.length() > size) {
                texts.add(piece.append('}').toString());
                piece.setLength(1);
            }
            piece.append(piece.length() > 1 ? "," : "").append(member);
        }
        texts.add(piece.append('}').toString());
        return texts;
    }

    /** A frame, and the messages behind it. Holds on to these pieces, so that they stay shared while somebody reads. */
    Iterator<String> behind(String first) {
        return new Iterator<>() {
            private int next = -1;

            @Override
            public boolean hasNext() {
                return next < frames().size();
            }

            @Override
            public String next() {
                String frame = next < 0 ? first : frames().get(next);
                next++;
                return frame;
            }
        };
    }

    /** The messages, for a member who is to drop what it has. */
    Iterator<String> anew() {
        if (whole.isPresent()) {
            return List.of(new State(epoch, version, true, whole.get(), false).encode())
                    .iterator();
        }
        Iterator<String> all = behind("");
        all.next();
        return all;
    }
}
