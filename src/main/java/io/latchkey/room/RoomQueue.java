package io.latchkey.room;

import io.latchkey.api.AuthData;
import io.latchkey.api.RoomId;
import io.latchkey.mutation.MutationCall;
import io.latchkey.protocol.ClientMessage.Mutate;
import io.latchkey.protocol.Code;
import io.latchkey.protocol.ServerMessage.Failure;
import io.latchkey.protocol.ServerMessage.Poke;
import io.latchkey.protocol.ServerMessage.Result;
import io.latchkey.store.LogRecord;
import io.latchkey.store.RoomAppend;
import io.latchkey.store.RoomLog.Outcome;
import io.latchkey.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The order of a room's mutations: what waits, the one batch that is being committed, and what members are told once it
 * is durable. While a commit runs the next batch gathers. Confined to the room's task.
 */
final class RoomQueue {
    private static final Logger LOG = System.getLogger(RoomQueue.class.getName());

    private final RoomId room;
    private final Engine engine;
    private final Executor tasks;
    private final RoomContents contents;
    private final Announcer announcer;
    private final Checkpointer checkpointer;
    private final Deque<Queued> waiting = new ArrayDeque<>();
    private final Deque<Consumer<Boolean>> resting = new ArrayDeque<>();
    private List<Queued> running = List.of();
    private volatile boolean busy;
    private Optional<Code> over = Optional.empty();
    private boolean committing;
    private boolean uncertain;

    RoomQueue(
            RoomId room,
            Engine engine,
            Executor tasks,
            RoomContents contents,
            Announcer announcer,
            Checkpointer checkpointer) {
        this.room = room;
        this.engine = engine;
        this.tasks = tasks;
        this.contents = contents;
        this.announcer = announcer;
        this.checkpointer = checkpointer;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !committing;
    }

    /** Whether a mutation waits for its outcome; for any thread. */
    boolean isBusy() {
        return busy;
    }

    /** Runs an action once no commit is under way and the room is as the database has it. */
    void atRest(Consumer<Boolean> action) {
        if (committing) {
            resting.add(action);
        } else {
            action.accept(isCertain());
        }
    }

    /** The room is not what the mutations that wait were meant for: they, and those that still come, are refused. */
    void end(Code code) {
        over = Optional.of(code);
        waiting.forEach(this::refuse);
        waiting.clear();
    }

    private void refuse(Queued queued) {
        queued.answer().ifPresent(answer -> answer.complete(rejected(queued.id(), over.orElse(Code.ROOM_RESET))));
    }

    /** Takes the mutations of one frame, all or, with the code why not, none. */
    Optional<Code> accept(Member member, ClientRecord client, List<Mutate> frame) {
        Optional<Code> refusal = client.refusalOf(frame);
        if (refusal.isPresent()) {
            return refusal;
        }
        for (Mutate mutate : frame) {
            MutationCall call = new MutationCall(room, member, mutate.name(), mutate.args());
            accept(new Queued(call, OptionalLong.of(mutate.id()), Optional.of(client), Optional.empty()));
        }
        drain();
        return Optional.empty();
    }

    /** Takes one mutation of a caller without a socket. */
    void accept(MutationCall call, Optional<ClientRecord> client, OptionalLong id, CompletableFuture<Result> answer) {
        if (client.isPresent() && id.orElseThrow() > client.get().lastQueued() + 1) {
            answer.complete(rejected(id, Code.MUTATION_GAP));
            return;
        }
        accept(new Queued(call, id, client, Optional.of(answer)));
        drain();
    }

    private static Result rejected(OptionalLong id, Code code) {
        return new Result(
                id, "rejected", OptionalLong.empty(), Optional.of(code), Optional.of(code.message()), Optional.empty());
    }

    private void accept(Queued queued) {
        if (over.isPresent()) {
            refuse(queued);
            return;
        }
        busy = true;
        if (queued.client().isEmpty()) {
            waiting.add(queued);
            return;
        }
        ClientRecord client = queued.client().get();
        long id = queued.id().orElseThrow();
        if (id > client.lastQueued()) {
            client.queued(id);
            waiting.add(queued);
        } else if (queued.answer().isPresent() && id > client.lastMutation()) {
            waiting.add(queued); // a repeat of one that waits: answered from the record when its turn comes
        } else {
            answerFromRecord(queued, client, id);
        }
    }

    private void answerFromRecord(Queued queued, ClientRecord client, long id) {
        client.answerTo(id).ifPresent(recorded -> {
            queued.answer().ifPresent(answer -> answer.complete(Result.parse(recorded)));
            if (queued.answer().isEmpty()) {
                client.member().ifPresent(member -> member.tell(contents.version(), recorded));
            }
        });
    }

    private void drain() {
        if (!committing && !waiting.isEmpty() && isCertain()) {
            runNext();
        }
        busy = !isEmpty();
    }

    private void runNext() {
        long control = engine.control().applied(); // before any right is looked at
        Batch batch = nextBatch();
        if (!batch.mustBeStored()) {
            engine.watch().settled(batch);
            announcer.tell(batch);
            if (!batch.done().isEmpty()) {
                tasks.execute(this::drain);
            }
            return;
        }
        committing = true;
        running = batch.done().stream().map(Batch.Done::queued).toList();
        String body = LogBody.encode(batch);
        RoomAppend append = new RoomAppend(
                room,
                contents.epoch(),
                contents.position(),
                batch.version(),
                batch.done().size(),
                body);
        long start = System.nanoTime();
        engine.log().append(append, control, outcome -> {
            engine.watch().tried(start);
            tasks.execute(() -> settle(batch, body.length(), outcome));
        });
    }

    private Batch nextBatch() {
        Batch batch = new Batch(engine.mutations(), contents.state(), contents.version());
        while (!waiting.isEmpty()) {
            Queued next = waiting.getFirst();
            Optional<ClientRecord> client = next.client();
            if (client.isPresent() && next.id().orElseThrow() <= client.get().lastMutation()) {
                answerFromRecord(next, client.get(), next.id().orElseThrow());
            } else if (!batch.run(next)) {
                break;
            }
            waiting.removeFirst();
        }
        return batch;
    }

    private void settle(Batch batch, long bytes, Outcome outcome) {
        committing = false;
        running = List.of();
        if (outcome instanceof Outcome.Durable) {
            contents.apply(batch, bytes, engine.clock().instant());
            engine.watch().settled(batch);
            announcer.tell(batch);
            checkpointer.committed();
        } else if (over.isPresent()) {
            batch.done().forEach(done -> refuse(done.queued()));
        } else {
            List<Batch.Done> done = batch.done();
            for (int i = done.size() - 1; i >= 0; i--) {
                waiting.addFirst(done.get(i).queued());
            }
            uncertain = !(outcome instanceof Outcome.ControlBehind);
            if (outcome instanceof Outcome.Failed) {
                giveUp();
            }
        }
        while (!resting.isEmpty()) {
            resting.removeFirst().accept(isCertain());
        }
        if (outcome instanceof Outcome.ControlBehind) {
            engine.control().catchUp(() -> tasks.execute(this::drain));
        } else {
            drain();
        }
    }

    /** Whether somebody whom a mark covers has a mutation here without an outcome. */
    boolean holdsFor(Predicate<AuthData> covered) {
        return Stream.concat(waiting.stream(), running.stream())
                .anyMatch(queued -> covered.test(queued.call().author().auth()));
    }

    /** After a lost race or a failure only the database knows how far the log goes. */
    private boolean isCertain() {
        if (uncertain) {
            try {
                long before = contents.position();
                engine.store().readAfter(room, before).forEach(this::catchUp);
                uncertain = false;
            } catch (StoreException e) {
                LOG.log(Level.ERROR, e.getMessage());
                giveUp();
            }
        }
        return !uncertain;
    }

    private void catchUp(LogRecord missed) {
        long from = contents.version();
        var writes = contents.apply(missed, engine.clock().instant());
        if (contents.version() > from) {
            announcer.publish(new Poke(from, contents.version(), writes));
        }
    }

    /** Nothing can be made durable: the clients keep what is unanswered and send it again later. */
    private void giveUp() {
        for (Queued queued : waiting) {
            queued.answer().ifPresent(answer -> answer.completeExceptionally(new StoreException("not durable")));
            queued.client().ifPresent(client -> {
                client.forgetQueued();
                client.member().ifPresent(member -> {
                    member.tell(Failure.of(Code.OVERLOADED).encode());
                    member.close(Code.OVERLOADED);
                });
            });
        }
        waiting.clear();
    }
}
