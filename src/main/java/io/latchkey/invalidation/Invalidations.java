package io.latchkey.invalidation;

import io.latchkey.access.Mark;
import io.latchkey.access.Mark.Mode;
import io.latchkey.access.Marks;
import io.latchkey.protocol.Code;
import io.latchkey.room.Eviction;
import io.latchkey.room.Eviction.Effect;
import io.latchkey.room.Rooms;
import io.latchkey.room.Roster;
import io.latchkey.store.ControlEntry;
import io.latchkey.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ends access: durably, then everywhere, then with a receipt. For use by many threads. */
public final class Invalidations {
    private static final String UNDO = "unmark";
    private static final int PAGE = 1_000;

    private final ControlFeed feed;
    private final Store store;
    private final Marks marks;
    private final Eviction eviction;
    private final Roster roster;
    private final Duration longestLife;
    private final Clock clock;

    /** @param longestLife of any credential: a mark is in force for so long, a block until it ends */
    public Invalidations(
            ControlFeed feed, Store store, Marks marks, Rooms rooms, Duration longestLife, Clock clock) {
        this.feed = feed;
        this.store = store;
        this.marks = marks;
        this.eviction = rooms.eviction();
        this.roster = rooms.roster();
        this.longestLife = longestLife;
        this.clock = clock;
        feed.register(MarkEntry.KIND, new Put());
        feed.register(UNDO, new Undo());
    }

    private final class Put implements ControlFeed.Consumer {
        @Override
        public void restore(ControlEntry entry) {
            Mark mark = MarkEntry.decode(entry).mark();
            if (!isOver(mark)) {
                marks.add(mark);
            }
        }

        @Override
        public CompletableFuture<Effect> apply(ControlEntry entry) {
            MarkEntry put = MarkEntry.decode(entry);
            marks.add(put.mark());
            return eviction.apply(put.mark(), told(put.mark().mode()), put.grace());
        }
    }

    private final class Undo implements ControlFeed.Consumer {
        @Override
        public void restore(ControlEntry entry) {
            long number = Long.parseLong(entry.body());
            Optional<Mark> lifted = number(number).map(put -> unblocked(put.mark()));
            marks.removeIf(mark -> mark.number() == number);
            lifted.filter(mark -> !isOver(mark)).ifPresent(marks::add);
        }

        @Override
        public CompletableFuture<Effect> apply(ControlEntry entry) {
            restore(entry);
            return CompletableFuture.completedFuture(Effect.NONE);
        }
    }

    /** A block that was lifted: what was issued before it stays invalid. */
    private static Mark unblocked(Mark mark) {
        return new Mark(
                mark.number(),
                mark.target(),
                Mode.DISCONNECT,
                mark.effectiveAt(),
                mark.issuedBefore(),
                Optional.empty());
    }

    private static Code told(Mode mode) {
        return switch (mode) {
            case REAUTHENTICATE -> Code.INVALIDATED;
            case DISCONNECT, LOGOUT -> Code.LOGGED_OUT;
            case BLOCK -> Code.BLOCKED;
        };
    }

    /** No credential can be left that it would end. */
    private boolean isOver(Mark mark) {
        Instant now = clock.instant();
        boolean blocks = mark.mode() == Mode.BLOCK
                && mark.blockedUntil().map(until -> until.isAfter(now)).orElse(true);
        return !blocks && mark.effectiveAt().plus(longestLife).isBefore(now);
    }

    /** To be called now and then: forgets marks whose time is over. */
    public void forget() {
        marks.removeIf(this::isOver);
    }

    /**
     * Ends access. The receipt comes when it holds.
     *
     * @return completed exceptionally with {@code StoreException} when nothing could be made durable; empty when the
     *     target is a connection that is not there
     */
    public CompletableFuture<Optional<Receipt>> invalidate(Invalidation invalidation) {
        Optional<Mark.Target> target = resolve(invalidation.target());
        if (target.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String body = MarkEntry.encode(invalidation, target.get());
        return feed.submit(() -> Optional.of(store.record(MarkEntry.KIND, body)))
                .thenCompose(applied -> applied.orElseThrow()
                        .effect()
                        .thenApply(effect ->
                                Optional.of(Receipt.of(applied.orElseThrow().entry(), effect))));
    }

    /** How many connections it would end now. */
    public int preview(Invalidation invalidation) {
        return resolve(invalidation.target())
                .map(target -> eviction.count(new Mark(
                        Long.MAX_VALUE,
                        target,
                        invalidation.mode(),
                        Instant.now(clock),
                        invalidation.issuedBefore(),
                        invalidation.until())))
                .orElse(0);
    }

    /** A connection is marked by its token: what comes back with it is refused, too. */
    private Optional<Mark.Target> resolve(Invalidation.Target asked) {
        Optional<Roster.Entry> connection = asked.connection().flatMap(roster::find);
        if (asked.connection().isPresent() && connection.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = connection.map(entry -> entry.auth().tokenId()).or(asked::token);
        return Optional.of(new Mark.Target(asked.user(), asked.room(), asked.session(), token, asked.all()));
    }

    /** Lifts a block; what was issued before it stays invalid. False when there is none of this id. */
    public CompletableFuture<Boolean> lift(String id) {
        Optional<MarkEntry> entry = find(id).filter(found -> found.mark().mode() == Mode.BLOCK);
        if (entry.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        String body = Long.toString(entry.get().mark().number());
        return feed.submit(() -> Optional.of(store.record(UNDO, body))).thenApply(applied -> true);
    }

    public Optional<MarkEntry> find(String id) {
        try {
            return id.startsWith("c") ? number(Long.parseLong(id.substring(1))) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<MarkEntry> number(long number) {
        return store.feedAfter(number - 1, 1).stream()
                .filter(entry -> entry.number() == number && entry.kind().equals(MarkEntry.KIND))
                .map(MarkEntry::decode)
                .findFirst();
    }

    /** Invalidations behind a number of the control sequence, oldest first. */
    public List<MarkEntry> history(long after, int limit) {
        List<MarkEntry> found = new ArrayList<>();
        List<ControlEntry> page = store.feedAfter(after, PAGE);
        while (!page.isEmpty() && found.size() < limit) {
            page.stream()
                    .filter(entry -> entry.kind().equals(MarkEntry.KIND))
                    .limit(limit - found.size())
                    .map(MarkEntry::decode)
                    .forEach(found::add);
            page = store.feedAfter(page.get(page.size() - 1).number(), PAGE);
        }
        return found;
    }
}
