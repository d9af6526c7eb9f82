package io.latchkey.room;

import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Result;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a room remembers of one client id of one user: which of its mutations have an outcome, and the latest outcomes.
 * Confined to the room's task.
 */
final class ClientRecord {
    /** How many outcomes are kept, and how many mutations may wait for one. */
    static final int WINDOW = 256;

    /** Whose client id it is: another user's equal id is another client. */
    record Key(String user, String client) {}

    /** An outcome as it was, and will be, told. */
    record Recorded(long id, String result) {}

    private final Key key;
    /** Made for the first: many clients only listen. */
    private @Nullable Deque<Recorded> outcomes;

    private long length;
    private long lastMutation;
    private long lastQueued;
    private long seen;
    private @Nullable Member member;

    ClientRecord(Key key, Instant seen) {
        this.key = key;
        touch(seen);
    }

    Key key() {
        return key;
    }

    /** The last id that has an outcome. */
    long lastMutation() {
        return lastMutation;
    }

    /** To the millisecond. */
    Instant seen() {
        return Instant.ofEpochMilli(seen);
    }

    void touch(Instant now) {
        seen = now.toEpochMilli();
    }

    /** The connection that speaks for the client now. */
    Optional<Member> member() {
        return Optional.ofNullable(member);
    }

    void connect(@Nullable Member current) {
        member = current;
    }

    /** The last id that was queued. */
    long lastQueued() {
        return lastQueued;
    }

    /** Why the mutations of a frame can't be queued, all of them: a gap in their ids, or too many without an answer. */
    Optional<Code> refusalOf(List<Mutate> frame) {
        long last = lastQueued;
        for (Mutate mutate : frame) {
            if (mutate.id() > last + 1) {
                return Optional.of(Code.MUTATION_GAP);
            }
            last = Math.max(last, mutate.id());
        }
        return last - lastMutation > WINDOW ? Optional.of(Code.RATE_LIMITED) : Optional.empty();
    }

    /** How many mutations wait for an outcome. */
    long unanswered() {
        return lastQueued - lastMutation;
    }

    void queued(long id) {
        lastQueued = id;
    }

    /** Takes in an outcome once it is durable. */
    void record(long id, String result) {
        lastMutation = id;
        lastQueued = Math.max(lastQueued, id);
        Deque<Recorded> kept = outcomes == null ? new ArrayDeque<>() : outcomes;
        outcomes = kept;
        kept.addLast(new Recorded(id, result));
        length += result.length();
        if (kept.size() > WINDOW) {
            length -= kept.removeFirst().result().length();
        }
    }

    /** Continues behind an id whose outcome, and those before it, are forgotten. */
    void resume(long id) {
        lastMutation = id;
        lastQueued = id;
    }

    /** Forgets how far the client's queue went, when the queue is given up. */
    void forgetQueued() {
        lastQueued = lastMutation;
    }

    /** The recorded outcome of an id; empty while it waits. */
    Optional<String> answerTo(long id) {
        if (id > lastMutation) {
            return Optional.empty();
        }
        return kept().filter(recorded -> recorded.id() == id)
                .map(Recorded::result)
                .findFirst()
                .or(() -> Optional.of(tooOld(id)));
    }

    private Stream<Recorded> kept() {
        return outcomes == null ? Stream.empty() : outcomes.stream();
    }

    private static String tooOld(long id) {
        return new Result(
                        OptionalLong.of(id),
                        "rejected",
                        OptionalLong.empty(),
                        Optional.of(Code.OUTCOME_UNKNOWN),
                        Optional.of(Code.OUTCOME_UNKNOWN.message()),
                        Optional.empty())
                .encode();
    }

    /** How long the kept outcomes are, in characters. */
    long length() {
        return length;
    }

    /** The kept outcomes as told, oldest first. */
    Collection<String> results() {
        return kept().map(Recorded::result).toList();
    }
}
