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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Ends access: durably, then everywhere, then with a receipt. For use by many threads. */
public final class Invalidations {
    private static final String UNDO = "unmark";
    private static final int PAGE = 1_000;
    private static final Pattern ID = Pattern.compile("c[0-9]{1,18}");

    private final ControlFeed feed;
    private final Store store;
    private final Marks marks;
    private final Eviction eviction;
    private final Roster roster;
    private final Duration longestLife;
    private final Clock clock;

    /** @param longestLife of any credential: a mark is in force for so long, a block until it ends */
    public Invalidations(ControlFeed feed, Store store, Marks marks, Rooms rooms, Duration longestLife, Clock clock) {
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
            Optional<Mark> lifted = numbered(number).map(put -> unblocked(put.mark()));
            lifted.filter(mark -> !isOver(mark)).ifPresent(marks::add); // first: at no moment is there none
            marks.removeIf(mark -> mark.number() == number && mark.mode() == Mode.BLOCK);
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
        return invalidate(invalidation, id -> CompletableFuture.completedFuture(id));
    }

    /**
     * The same, with a receipt that comes only when the invalidation has been noted, too.
     *
     * @param note given the receipt's id once the mark is durable
     */
    public CompletableFuture<Optional<Receipt>> invalidate(
            Invalidation invalidation, Function<String, CompletionStage<?>> note) {
        Optional<Mark.Target> target = resolve(invalidation.target());
        if (target.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String body = MarkEntry.encode(invalidation, target.get());
        return feed.submit(MarkEntry.KIND, body, note).thenApply(Optional::of);
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
        return feed.submit(UNDO, body).thenApply(receipt -> true);
    }

    public Optional<MarkEntry> find(String id) {
        OptionalLong number = number(id);
        return number.isPresent() ? numbered(number.getAsLong()) : Optional.empty();
    }

    private static OptionalLong number(String id) {
        return ID.matcher(id).matches() ? OptionalLong.of(Long.parseLong(id.substring(1))) : OptionalLong.empty();
    }

    private Optional<MarkEntry> numbered(long number) {
        return store.feedAfter(number - 1, 1).stream()
                .filter(entry -> entry.number() == number && entry.kind().equals(MarkEntry.KIND))
                .map(MarkEntry::decode)
                .findFirst();
    }

    /** Whether a block is in force. */
    public boolean isActive(Mark block) {
        return marks.holds(block.number())
                && block.blockedUntil()
                        .map(until -> until.isAfter(clock.instant()))
                        .orElse(true);
    }

    /**
     * Invalidations in the order of the control sequence.
     *
     * @param after the id behind which to begin; at the first when it is none
     */
    public List<MarkEntry> history(String after, int limit) {
        List<MarkEntry> found = new ArrayList<>();
        List<ControlEntry> page = store.feedAfter(number(after).orElse(0), PAGE);
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
