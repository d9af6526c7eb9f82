package io.latchkey.room;

import io.latchkey.mutation.LayeredView;
import io.latchkey.mutation.MutationOutcome;
import io.latchkey.mutation.MutationOutcome.Kind;
import io.latchkey.mutation.Mutations;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Mutations of one room, run one after another over its state but not yet durable: nothing of the room changes until
 * the commit, so a lost race costs only the work. Confined to the room's task.
 */
final class Batch {
    private static final int MAX_MUTATIONS = 200;
    private static final int MAX_CHARACTERS = 256 * 1024;

    /** One mutation of the batch with what it came to, and how that is told. */
    record Done(Queued queued, MutationOutcome outcome, long version, Result result, String text) {}

    private final Mutations mutations;
    private final LayeredView layer;
    private final List<Done> done = new ArrayList<>();
    private final long from;
    private long version;
    private int characters;

    Batch(Mutations mutations, RoomState state, long version) {
        this.mutations = mutations;
        this.layer = new LayeredView(state);
        this.from = version;
        this.version = version;
    }

    /** Runs a mutation. False when the batch is full and the mutation must wait for the next one. */
    boolean run(Queued queued) {
        if (done.size() >= MAX_MUTATIONS) {
            return false;
        }
        MutationOutcome outcome = mutations.run(queued.call(), layer);
        int size = size(outcome);
        if (characters + size > MAX_CHARACTERS && !done.isEmpty()) {
            return false;
        }
        characters += size;
        if (outcome.kind() != Kind.REJECTED) {
            version++;
            outcome.writes().forEach(layer::write);
        }
        Result result = result(queued, outcome);
        done.add(new Done(queued, outcome, version, result, result.encode()));
        return true;
    }

    private static int size(MutationOutcome outcome) {
        int size = outcome.data().map(data -> data.toString().length()).orElse(0);
        for (Map.Entry<String, Optional<String>> write : outcome.writes().entrySet()) {
            size += write.getKey().length()
                    + write.getValue().map(String::length).orElse(0);
        }
        return size;
    }

    private Result result(Queued queued, MutationOutcome outcome) {
        return new Result(
                queued.id(),
                outcome.kind().toString(),
                isInvalidated(outcome) ? OptionalLong.empty() : OptionalLong.of(version),
                outcome.code(),
                outcome.detail(),
                outcome.data().map(Object::toString));
    }

    /** Whose access has ended is told nothing of the room, not even how far it has got. */
    private static boolean isInvalidated(MutationOutcome outcome) {
        return outcome.code().filter(code -> code == Code.INVALIDATED).isPresent();
    }

    List<Done> done() {
        return done;
    }

    long from() {
        return from;
    }

    /** The room's version after the batch. */
    long version() {
        return version;
    }

    /** All writes, a later one replacing an earlier one of its key. */
    Map<String, Optional<String>> writes() {
        return layer.writes();
    }

    /** Whether anything must be remembered: a version, or an outcome that a client may ask for again. */
    boolean mustBeStored() {
        return version > from
                || done.stream().anyMatch(one -> one.queued().client().isPresent());
    }
}
