package io.latchkey.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one member still has to be sent: first the frames that bring it into the room, then pokes from the shared
 * {@link Fanout}, each followed by the member's own messages up to that version. Safe for use by many threads.
 *
 * <p>The frames of the entry may be of an older version than the one that the member was told outcomes of. So the last
 * of them waits for what leads up to that version, and goes out in one frame with it: no client shows a state in which
 * its own mutations are missing although they have ended.
 */
final class Outbox {
    /** A message that must not be told before the version is. */
    private record Item(long version, String text) {}

    private final Fanout fanout;
    private final Presences presences;
    private final long maxBytes;
    /** Made for the first: many members only listen. */
    private @Nullable Deque<Item> items;

    private String urgent = "";
    private boolean muted;
    private Iterator<String> entry = Collections.emptyIterator();
    private String held = "";
    private long cursor;
    private long owed;
    private long presenceCursor;
    private long bytes;

    Outbox(Fanout fanout, Presences presences, long maxBytes) {
        this.fanout = fanout;
        this.presences = presences;
        this.maxBytes = maxBytes;
    }

    /**
     * Begins with these frames, made lazily, which leave the member at a version and a point of presence.
     *
     * @param told the version up to which the member knows outcomes once it has them
     */
    synchronized void start(Iterator<String> frames, long version, long told, long presence) {
        presenceCursor = presence;
        restart(frames, version, told);
    }

    /** Begins anew with the state alone. */
    synchronized void restart(Iterator<String> frames, long version, long told) {
        entry = frames;
        held = "";
        cursor = version;
        owed = told;
    }

    /** Goes on with a poke that leads to a version, behind what is held back. */
    synchronized void proceed(String poke, long version) {
        entry = List.of(poke).iterator();
        cursor = version;
    }

    /**
     * Adds a message behind the poke that reaches the version.
     *
     * @return false when the member's queue is over its bound
     */
    synchronized boolean add(long version, String text) {
        items = items == null ? new ArrayDeque<>() : items;
        items.add(new Item(version, text));
        bytes += text.length();
        return bytes <= maxBytes;
    }

    /** Adds a message that goes before everything else, and even while the member is muted. */
    synchronized void addUrgent(String text) {
        urgent = urgent.isEmpty() ? text : urgent + "\n" + text;
    }

    /** While it is muted, nothing but urgent messages goes out. */
    synchronized void mute(boolean silent) {
        muted = silent;
    }

    /** The version that the member was, or is about to be, told. */
    synchronized long cursor() {
        return cursor;
    }

    /** Whether the member is behind what the shared log holds, so that the room must bring it up. */
    synchronized boolean isLost() {
        return !muted && !entry.hasNext() && !fanout.reaches(cursor);
    }

    synchronized boolean isEmpty() {
        if (muted || !urgent.isEmpty()) {
            return urgent.isEmpty();
        }
        return !entry.hasNext()
                && held.isEmpty()
                && (items == null || items.isEmpty())
                && fanout.head() == cursor
                && !presences.hasNewsFor(presenceCursor);
    }

    /**
     * The next frame; empty when there is nothing to send, or only the room can say what. What follows the last frame
     * of the entry goes with it, so that no client shows a state without the outcomes that it was told.
     */
    synchronized Optional<String> next() {
        if (muted || !urgent.isEmpty()) {
            Optional<String> first = Optional.of(urgent).filter(text -> !text.isEmpty());
            urgent = "";
            return first;
        }
        if (isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(2);
        add(parts, held);
        held = "";
        if (entry.hasNext()) {
            add(parts, entry.next());
            if (entry.hasNext()) {
                return joined(parts);
            }
            entry = Collections.emptyIterator(); // the old one holds on to the whole state that it was made from
        }
        if (!fanout.reaches(cursor) && cursor < owed) {
            held = joined(parts).orElse("");
            return Optional.empty();
        }
        addSteps(parts);
        addOwn(parts);
        presences.since(presenceCursor).ifPresent(step -> {
            presenceCursor = step.to();
            add(parts, step.text());
        });
        return joined(parts);
    }

    private static void add(List<String> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(text);
        }
    }

    private static Optional<String> joined(List<String> parts) {
        return switch (parts.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(parts.get(0));
            default -> Optional.of(String.join("\n", parts));
        };
    }

    /** One step, or as many as it takes to what is owed. */
    private void addSteps(List<String> parts) {
        boolean more = fanout.reaches(cursor);
        while (more) {
            Optional<Fanout.Step> step = fanout.next(cursor);
            step.ifPresent(s -> {
                parts.add(s.text());
                cursor = s.to();
            });
            more = step.isPresent() && cursor < owed && fanout.reaches(cursor);
        }
    }

    private void addOwn(List<String> parts) {
        Deque<Item> own = items;
        int length = 0;
        while (own != null && !own.isEmpty() && own.getFirst().version() <= cursor && length < Fanout.MAX_FRAME) {
            String text = own.removeFirst().text();
            bytes -= text.length();
            length += text.length();
            parts.add(text);
        }
    }
}
